import IMU
import Testing
import Transports

/// What is said of a sensor's rate before a session.
@Suite struct RateAdviceTests {
    private func advice(_ rate: Double?, asked: Double? = nil, nominal: Double = 0, streamingFor: Double = 5) -> String?
    {
        var link = LinkSnapshot()
        link.state = .streaming
        link.rate = rate
        link.since = HostTime(nanoseconds: 10_000_000_000)
        link.lastSample = link.since.advanced(seconds: streamingFor)
        link.timing = SensorTiming(source: .arrivalOnly, nominalRate: nominal)
        return link.rateAdvice(SensorPlan(name: "a/lumbar", path: "/dev/x", rate: asked))
    }

    @Test func aRateThatIsTooLowIsSaid() {
        #expect(advice(10)?.hasPrefix("sends 10 samples a second, too few") == true)
        #expect(advice(39, asked: 39, nominal: 39)?.contains("40 or more") == true)
        #expect(advice(52) == nil)
    }

    @Test func aRateThatWasNotAskedForIsSaid() {
        #expect(advice(60, asked: 100, nominal: 60) == "sends 60 samples a second, not the 100 that `rate` asks for")
        #expect(advice(60, asked: 100) == "sends 60 samples a second, not the 100 that `rate` asks for")
        // The next lower that the device has.
        #expect(advice(99.9, asked: 104, nominal: 99.9) == nil)
        #expect(advice(60, nominal: 60) == nil)
    }

    @Test func aLinkThatLosesSamplesIsSaid() {
        #expect(advice(70, asked: 100, nominal: 100) == "loses samples: 70 of 100 a second arrive")
        #expect(advice(95, asked: 100, nominal: 100) == nil)
    }

    @Test func nothingIsSaidBeforeTheRateIsKnown() {
        #expect(advice(10, streamingFor: 1) == nil)
        #expect(advice(nil) == nil)
    }
}

import Testing
import Validation

@Suite struct StatisticsTests {
    @Test("without data there is no statistic")
    func undefined() {
        #expect(Statistics.quantile([], 0.5) == nil)
        #expect(Statistics.median([]) == nil)
        #expect(Statistics.mean([]) == nil)
        #expect(Statistics.meanMagnitude([]) == nil)
        #expect(Statistics.interquartileRange([]) == nil)
        #expect(Statistics.deviation([1]) == nil)
        #expect(Statistics.interval(hits: 0, of: 0) == nil)
        #expect(Agreement([0.1]) == nil)
    }

    @Test("quantiles lie between neighbours")
    func quantiles() {
        #expect(Statistics.quantile([4, 1, 3, 2], 0) == 1)
        #expect(Statistics.quantile([4, 1, 3, 2], 1) == 4)
        #expect(Statistics.median([4, 1, 3, 2]) == 2.5)
        #expect(Statistics.interquartileRange([1, 2, 3, 4, 5]) == 2)
    }

    @Test("limits of agreement are bias ± 1.96 standard deviations of the sample")
    func agreement() throws {
        let found = try #require(Agreement([-1, 1, 3]))
        #expect(found.bias == 1 && found.count == 3)
        #expect(abs(found.low - (1 - 1.96 * 2)) < 1e-12)
        #expect(abs(found.high - (1 + 1.96 * 2)) < 1e-12)
    }

    @Test("a share's interval, against the published example of Wilson's formula")
    func interval() throws {
        // 81 of 263: 0.2553 to 0.3662 (Newcombe 1998, table I).
        let found = try #require(Statistics.interval(hits: 81, of: 263))
        #expect(abs(found.lowerBound - 0.2553) < 5e-4 && abs(found.upperBound - 0.3662) < 5e-4)
        let none = try #require(Statistics.interval(hits: 0, of: 10))
        #expect(none.lowerBound == 0 && none.upperBound > 0.2)
    }
}

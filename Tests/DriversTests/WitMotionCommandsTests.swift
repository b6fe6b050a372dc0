import Drivers
import Testing

/// Bytes from the vendor's published examples and from arithmetic.
@Suite struct WitMotionCommandsTests {
    @Test func commandsAreFiveBytes() {
        #expect(WitMotionCommands.unlock == [0xFF, 0xAA, 0x69, 0x88, 0xB5])
        #expect(WitMotionCommands.save == [0xFF, 0xAA, 0x00, 0x00, 0x00])
        #expect(WitMotionCommands.setRate(.hz100) == [0xFF, 0xAA, 0x03, 0x09, 0x00])
        #expect(WitMotionCommands.setRate(.hz200) == [0xFF, 0xAA, 0x03, 0x0B, 0x00])
        #expect(WitMotionCommands.setContent(.motion) == [0xFF, 0xAA, 0x02, 0x07, 0x00])
        #expect(WitMotionCommands.setContent([.motion, .quaternion]) == [0xFF, 0xAA, 0x02, 0x07, 0x02])
        #expect(WitMotionCommands.setBandwidth(.hz98) == [0xFF, 0xAA, 0x1F, 0x02, 0x00])
        #expect(WitMotionCommands.read(0x3A) == [0xFF, 0xAA, 0x27, 0x3A, 0x00])
    }

    @Test func startingNeverSaves() {
        for hertz in [0, 10, 100, 200, 1000, .infinity] {
            let commands = WitMotionCommands.start(hertz: hertz, baud: nil).map(\.bytes)
            #expect(commands.first == WitMotionCommands.unlock)
            #expect(!commands.contains(WitMotionCommands.save))
        }
    }

    /// 33 bytes a reading, ten bits a byte: 9600 Bd carry 29 readings a second, 115,200 carry 349.
    @Test(arguments: [(9600, 20), (38_400, 100), (57_600, 100), (115_200, 200)] as [(UInt32, Int)])
    func theLineLimitsTheRate(_ baud: UInt32, _ hertz: Int) {
        let commands = WitMotionCommands.start(hertz: 200, baud: baud)
        #expect(commands.contains { $0.purpose == "set \(hertz) Hz" })
    }

    @Test func ratesAreOnlyThoseThatModelsAgreeOn() {
        #expect(WitMotionRate.allCases.map(\.rawValue) == [6, 7, 8, 9, 0x0B])
        #expect(WitMotionRate(atMost: 150) == .hz100)
        #expect(WitMotionRate(atMost: 3) == .hz10)
        #expect(WitMotionRate(atMost: .nan) == .hz10)
    }
}

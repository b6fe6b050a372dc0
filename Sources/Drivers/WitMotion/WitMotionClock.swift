/// The device's calendar clock as a count that only grows.
enum WitMotionClock {
    /// Milliseconds from 2000-01-01 00:00:00 of the device's own clock, which knows no zone and was perhaps never set.
    ///
    /// The frame holds year − 2000, month, day, hour, minute, second (a byte each) and milliseconds (16 bits) from its
    /// third byte on. A clock that was never set may count from month 0 or day 0: these are read as 1, so that its
    /// milliseconds are still of use. Nil where the time of day is impossible.
    @inline(__always)
    static func milliseconds(_ frame: UnsafeRawBufferPointer) -> UInt64? {
        let hour = UInt64(frame[5])
        let minute = UInt64(frame[6])
        let second = UInt64(frame[7])
        let millisecond = UInt64(frame.u16(8))
        guard hour < 24, minute < 60, second < 60, millisecond < 1000 else { return nil }
        let day = days(year: UInt64(frame[2]), month: UInt64(frame[3]), day: UInt64(frame[4]))
        return (((day * 24 + hour) * 60 + minute) * 60 + second) * 1000 + millisecond
    }

    /// Days from 2000-01-01 in the Gregorian calendar; `year` counts from 2000.
    ///
    /// Years are begun in March, so that the leap day is a year's last and the months' lengths follow one line,
    /// (153·m + 2)/5 (Richards, "Calendars", in: Explanatory Supplement to the Astronomical Almanac, 3rd ed. 2013).
    private static func days(year: UInt64, month: UInt64, day: UInt64) -> UInt64 {
        let month = min(max(month, 1), 12)
        let day = min(max(day, 1), 31)
        let marchMonth = (month + 9) % 12
        // Counted from March 1600, a multiple of 400 years before 2000, so that nothing is ever negative.
        let marchYear = year + 400 - (month < 3 ? 1 : 0)
        let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
        let from1600 = marchYear * 365 + leapDays + (153 * marchMonth + 2) / 5 + day - 1
        let start2000: UInt64 = 399 * 365 + 99 - 3 + 306  // 2000-01-01 in the same count
        return from1600 - start2000
    }
}

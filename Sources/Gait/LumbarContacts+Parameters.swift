extension LumbarContacts {
    /// Thresholds and windows, in seconds and m/s².
    struct Parameters: Sendable, Equatable {
        /// The jolt of a step is the change of the low-passed acceleration from this long before to this long after.
        var reach = 0.11
        /// Upward changes count half as much as backward ones: the braking is the more alike between people.
        var upShare = 0.5
        /// A walk begins with a jolt of this size, m/s² …
        var startFloor = 1.0
        /// … and goes on with jolts of this size …
        var floor = 0.4
        /// … and of this share of the running mean.
        var share = 0.25
        /// After this long without a step the mean is forgotten.
        var memory = 3.0
        /// A jolt is believed when none larger follows within this time.
        var hold = 0.1
        /// No two contacts lie closer.
        var minimumStep = 0.25
        /// A longer step starts a new walk; a single step is no walk.
        var maximumStep = 1.5
        /// The contact's own jolt is measured over this long before and after.
        var fineReach = 0.02
        /// The contact is looked for from this long before the jolt's time to this long after, …
        var before = 0.12
        var after = 0.1
        /// … most likely this long after it and not beyond this far from there.
        var expected = 0.02
        var spread = 0.12
        /// The steepest change follows the contact by this much: the body is braked as the foot takes the weight.
        var lag = 0.01
        /// Double support as a share of the step: 11 % of the stride (Perry & Burnfield 2010 give 10–12 %).
        var doubleSupport = 0.225
        /// The fall of the pelvis' roll after a final contact is steepest this much later …
        var rollLag = 0.047
        /// … and looked for up to this far from where double support should end.
        var rollSpread = 0.12
        /// Its slope is measured over this long before and after.
        var rollReach = 0.03
        /// Bounds of double support, from the contact.
        var earliestFinal = 0.05
        var latestFinal = 0.35
        /// The longest step by which double support is measured.
        var longestStep = 0.8
    }
}

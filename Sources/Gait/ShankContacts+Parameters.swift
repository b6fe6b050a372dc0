import IMU

extension ShankContacts {
    /// Thresholds and windows, in seconds and rad/s.
    struct Parameters: Sendable, Equatable {
        /// Swing is not believed below this rate: 45 °/s (Salarian et al. 2004 use 50 °/s).
        var swingFloor = 45 * Units.radiansPerDegree
        /// A swing's peak must reach this share of the running mean of peaks (Greene et al. 2010 adapt likewise).
        var peakShare = 0.25
        /// The strike's peak is looked for until this long after the contact as the crossing alone says it, and not before
        /// half way to it from swing's end, when a fast leg's braking may be stronger.
        var strikeAfter = 0.08
        /// Where the contacts lie from their features: medians over the 24 legs after stroke of `StrokeTests`.
        /// From swing's end to the initial contact, as a share of the time between the swing's crossings;
        var initialLobeShare = 0.1
        /// from the initial contact to the strike's peak;
        var strikeDelay = 0.027
        /// from the push-off's least forward acceleration to the final contact;
        var pushOffLead = 0.06
        /// from the push-off trough of the rate to the final contact;
        var troughLead = 0.02
        /// and from the final contact to swing's start, as a share of the time between the crossings.
        var finalLobeShare = 0.2
        /// The time between the crossings until a leg's own is known.
        var usualLobe = 0.3
        /// The forward minimum is looked for where it is due by the crossing, give or take this long …
        var pushOffReach = 0.01
        /// … and this share of the time between the crossings: twice the share's standard deviation over those legs.
        var reachShare = 0.1
        /// A push-off minimum that is on average shallower than the first, m/s², does not stand out; one deeper than
        /// the second does. Between them both rules have their share, so that no leg flips from one to the other.
        var softPushOff = -4.0
        var firmPushOff = -10.0
        /// The trough is looked for from this long and that share before the final contact as the crossing says it: not so
        /// far that a fast walker's loading response comes into view.
        var troughBefore = 0.09
        /// A push-off trough must be deeper than this.
        var troughFloor = 0.35
        /// A push-off is not believed before this share of the running mean of stances.
        var pushOffShare = 0.7
        /// A longer stance is standing, s.
        var longestStance = 2.0
        /// The first swing is believed this long after its end.
        var proof = 0.25
        /// A swing that has passed its threshold and lasted this long confirms the final contact before it.
        var swingProof = 0.05
        /// A swing shorter than this is a jolt.
        var minimumSwing = 0.08
        /// A swing longer than this is a leg held up.
        var maximumSwing = 1.5
        /// Nothing follows an initial contact sooner than this.
        var minimumStance = 0.12
        /// A provisional final contact must become a swing within this time.
        var swingDeadline = 0.35
        /// After this long without swing the peaks are forgotten.
        var memory = 5.0
    }
}

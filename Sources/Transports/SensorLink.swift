/// What every sensor's link has, whatever carries it. The ingest thread owns it.
protocol SensorLink: AnyObject {
    var plan: SensorPlan { get }
    var output: SensorOutput { get }
}

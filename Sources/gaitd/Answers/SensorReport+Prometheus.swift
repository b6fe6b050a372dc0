import QueryAPI

extension SensorReport {
    /// The sensors' counters as Prometheus text exposition, version 0.0.4.
    func prometheus() -> String {
        let sensors = self.sensors()
        var text = ""
        func family(_ name: String, _ kind: String, _ help: String, _ value: (SensorState) -> Double?) {
            text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
            for sensor in sensors {
                guard let value = value(sensor) else { continue }
                text += "\(name){kit=\"\(sensor.kit)\",placement=\"\(sensor.placement)\"} \(value)\n"
            }
        }
        family("gaitd_sensor_streaming", "gauge", "1 while samples arrive.") { $0.link == "streaming" ? 1 : 0 }
        family("gaitd_sensor_samples_total", "counter", "Samples decoded.") { Double($0.samples) }
        family("gaitd_sensor_bytes_total", "counter", "Bytes read.") { Double($0.bytes) }
        family("gaitd_sensor_checksum_errors_total", "counter", "Frames with a wrong checksum.") {
            Double($0.checksumErrors)
        }
        family("gaitd_sensor_discarded_bytes_total", "counter", "Bytes thrown away while hunting for a frame.") {
            Double($0.discardedBytes)
        }
        // Wrong guesses of losses are taken back, which a counter may not do.
        family("gaitd_sensor_lost_samples_total", "gauge", "Samples missing by the device's count or clock.") {
            Double($0.lostSamples)
        }
        family("gaitd_sensor_dropped_samples_total", "counter", "Samples that full rings dropped.") {
            Double($0.droppedSamples)
        }
        family("gaitd_sensor_reconnects_total", "counter", "Times the link came back.") { Double($0.reconnects) }
        family("gaitd_sensor_rate_hertz", "gauge", "Measured sampling rate.") { $0.rateHz }
        family("gaitd_sensor_sync_error_seconds", "gauge", "Likely error of the sensor's time against the host's.") {
            $0.syncErrorMs.map { $0 / 1000 }
        }
        family("gaitd_sensor_battery_percent", "gauge", "Charge of the sensor's battery.") { $0.batteryPercent }
        family("gaitd_sensor_rssi_dbm", "gauge", "Strength of the newest advertisement.") {
            $0.rssiDbm.map(Double.init)
        }
        return text
    }
}

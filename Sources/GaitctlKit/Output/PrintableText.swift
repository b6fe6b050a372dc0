/// A text without anything that could steer a terminal or reorder a line: notes and names come from outside, and an
/// escape sequence in one must not reach the screen. Each such character shows as `?`.
public func printable(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
            result.append(scalar == "\n" || scalar == "\t" ? " " : "?")
        case .format:
            // Joiners make letters of several scripts; all others of this kind steer direction or hide text.
            result.append(scalar == "\u{200C}" || scalar == "\u{200D}" ? scalar : "?")
        default:
            result.append(scalar)
        }
    }
    return String(result)
}

/// How many columns of a terminal a text takes: wide East Asian characters and emoji take two.
package func width(_ text: String) -> Int {
    text.reduce(0) { sum, character in
        guard let first = character.unicodeScalars.first else { return sum }
        return sum + (isWide(first) ? 2 : 1)
    }
}

/// The wide blocks of Unicode's EastAsianWidth.txt, roughly.
private func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
        0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
        true
    default: false
    }
}

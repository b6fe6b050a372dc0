import IMU

/// The spellings of placements that recordings use in `tracked_point` and `placement`.
enum PlacementNames {
    /// The placement that `text` means and how well: 0 is our own word or a plain synonym, 1 a place on the same
    /// segment that gives way to a better one (an ankle strap sits on the shank, the sacrum below L5).
    static func recognize(_ text: String) -> (placement: Placement, distance: Int)? {
        let words = split(text)
        var side: Side?
        var rest: [String] = []
        for word in words {
            switch word {
            case "left", "l", "lt": side = .left
            case "right", "r", "rt": side = .right
            default: rest.append(word)
            }
        }
        let segment = rest.joined()
        if side == nil {
            if ["lumbar", "lowerback", "lowback", "l5", "l4", "l3", "l4l5", "lumbarspine"].contains(segment) {
                return (.lumbar, 0)
            }
            if ["pelvis", "sacrum", "s1", "l5s1", "waist"].contains(segment) { return (.lumbar, 1) }
        }
        guard let side else { return nil }
        switch segment {
        case "shank", "tibia", "lowerleg": return (side == .left ? .leftShank : .rightShank, 0)
        case "ankle", "knee", "calf": return (side == .left ? .leftShank : .rightShank, 1)
        case "thigh", "upperleg", "femur": return (side == .left ? .leftThigh : .rightThigh, 0)
        case "foot", "shoe": return (side == .left ? .leftFoot : .rightFoot, 0)
        default: return nil
        }
    }

    /// Lower-case words: `leftShank`, `left_shank`, `left shank` and `shank-L` all fall into two. `LShank` too.
    private static func split(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        func close() {
            if !word.isEmpty { words.append(word.lowercased()) }
            word = ""
        }
        // Without a small letter, capitals begin no words.
        let text = text.contains(where: \.isLowercase) ? String(text.prefix(64)) : text.prefix(64).lowercased()
        for character in text {
            guard character.isASCII, character.isLetter || character.isNumber else {
                close()
                continue
            }
            let startsWord = character.isUppercase && (word.last?.isLowercase ?? false || word == "L" || word == "R")
            if startsWord { close() }
            word.append(character)
        }
        close()
        return words
    }
}

import Foundation
import QueryAPI
import QueryServer
import Testing

/// Who may do what.
@Suite struct RoleTests {
    static let peer = Peer(user: 1000, groups: [1000, 27], process: 1)

    @Test func policyGivesTheHighestRole() {
        var policy = RolePolicy(adminUsers: [0, 998], operatorGroups: [27], viewerGroups: [100], others: nil)
        #expect(policy.role(of: Self.peer) == .operator)
        #expect(policy.role(of: Peer(user: 0, groups: [], process: 1)) == .admin)
        #expect(policy.role(of: Peer(user: 998, groups: [100], process: 1)) == .admin)
        #expect(policy.role(of: Peer(user: 5, groups: [100], process: 1)) == .viewer)
        #expect(policy.role(of: Peer(user: 5, groups: [5], process: 1)) == nil)
        policy.others = .viewer
        #expect(policy.role(of: Peer(user: 5, groups: [5], process: 1)) == .viewer)
        #expect(policy.role(of: Self.peer) == .operator)
        policy.adminGroups = [1000]
        #expect(policy.role(of: Self.peer) == .admin)
        #expect(RolePolicy().role(of: Self.peer) == .operator)
        #expect(RolePolicy().role(of: Peer(user: geteuid(), groups: [], process: 1)) == .admin)
    }

    @Test func groupNamesBecomeNumbers() {
        #expect(UserDatabase.number(ofGroup: "root") == 0)
        #expect(UserDatabase.number(ofGroup: "no-such-group-here") == nil)
    }

    @Test(
        arguments: [
            (nil, [403, 403, 403, 403]), (Role.viewer, [200, 403, 403, 403]), (.operator, [200, 201, 403, 403]),
            (.admin, [200, 201, 204, 200]),
        ] as [(Role?, [Int])])
    func eachRoleMayDoItsPart(role: Role?, statuses: [Int]) async throws {
        try await withServer(policy: RolePolicy(adminUsers: [], others: role)) { server in
            let answers = try await [
                server.ask("/v1/status"),
                server.ask("/v1/sessions", "POST", body: #"{"subject":"S-A"}"#),
                server.ask("/v1/subjects/S-A", "DELETE"),
                server.ask("/v1/baselines/S-A/reset", "POST"),
            ]
            #expect(answers.map(\.status) == statuses)
            for answer in answers where answer.status == 403 {
                let problem = try answer.decoded(Problem.self)
                #expect(problem.detail.contains("needs the role"))
                #expect(problem.detail.contains(role.map { "you have the role \($0.rawValue)" } ?? "you have no role"))
            }
            let refused = try answers.last { $0.status == 403 }?.decoded(Problem.self).detail
            if let refused { #expect(refused.contains("admin") && refused.contains("sudo")) }
        }
    }

    @Test func aRefusedWriteChangesNothing() async throws {
        try await withServer(policy: RolePolicy(adminUsers: [], others: .viewer)) { server async throws in
            for target in ["/v1/sessions/s1/stop", "/v1/baselines/S-A/reset"] {
                #expect(try await server.ask(target, "POST").status == 403)
            }
            #expect(server.backend.changes == MemoryBackend.Changes())
        }
    }
}

namespace Faultline.Documents.Tests;

/// <summary>Right documents, which between them use everything that a parser has to know.</summary>
internal static class FuzzSeeds
{
    public static IReadOnlyList<string> Yaml { get; } =
    [
        """
            %YAML 1.1
            ---
            # What we believe.
            title: "Does it \"hold\"? \u263A \x41"
            description: >-
              folded
              text
            tags: [a, b, 'c d', "e"]
            configuration: &configuration
              token: {type: env, key: TOKEN, default: ~}
              port: 010
              when: 2026-01-02T03:04:05Z
              ratio: .5
              big: 1_000_000
              period: 12:30:45
              not: .nan
            steady-state-hypothesis:
              title: fine
              probes:
              - type: probe
                name: &name it-answers
                tolerance: [200, 399]
                provider: &http
                  type: http
                  url: "http://127.0.0.1:8080/${path}?a=b"
                  timeout: [0.5, 1e1]
                  verify_tls: no
            method:
            - ref: *name
            - type: action
              name: act
              provider:
                <<: *http
                method: POST
                arguments: |
                  {"a": 1}
            rollbacks: []
            ...

            """,
        """
            base: &base
                a: 1
                b: !!str 2
            other: &other {c: 3, ? d : 4}
            both:
                <<: [*base, *other]
                e: !!float 5
            list:
            - - - deep
            - ? key
              : value
            - 'it''s'
            - {a: [1, 2, {b: c}], "d": e}
            - |+2
                kept

            -
                null
            - 'one
              line'
            ? plain
            : - 0x1f
              - 0b11
              - -0.0
              - 6.8523015e+5
              - -.inf
              - on
            yes: no

            """,
        "{title: t, description: 'd', method: [{name: a, provider: {type: process, path: ls, arguments: [-l, \"*\"]}}]}",
    ];

    public static IReadOnlyList<string> Json { get; } =
    [
        """
            {
              "title": "Does it \"hold\"? \u263A \ud83d\ude00 é😀",
              "description": "a\\b\/c\n",
              "configuration": {"port": 8080, "ratio": -1.5e-3, "none": null, "yes": true, "no": false},
              "steady-state-hypothesis": {"title": "fine", "probes": [{"name": "p", "tolerance": [200, 399], "provider": {"url": "http://127.0.0.1/"}}]},
              "method": [[], {}, [[[]]], {"a": [{"b": {}}]}],
              "rollbacks": []
            }

            """,
        "{\"a\":[0,-0,1.0,1E5,12345678901234567890],\"b\":\"\",\"a\":2}",
    ];
}

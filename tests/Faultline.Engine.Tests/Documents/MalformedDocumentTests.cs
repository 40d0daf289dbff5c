using Faultline.TestKit;

namespace Faultline.Engine.Tests.Documents;

/// <summary>
/// Small malformed documents, and what is said about them: the reviewed texts under Snapshots show each message under the place
/// that it names (reference specification §3).
/// </summary>
public sealed class MalformedDocumentTests
{
    private const string Start = "{\"title\": \"t\", \"description\": \"d\",\n";

    [Fact]
    public void What_is_wrong_with_the_document_as_a_whole() =>
        Matches([
            ("empty object", "{}"),
            ("empty list", "[]"),
            ("null", "null"),
            ("list", "[1]"),
            ("string", "\"an experiment\""),
            ("number", "5"),
            ("nothing that is required", "{\"version\": 1}"),
            ("required and falsy", "{\"title\": \"\",\n\"description\": null,\n\"method\": []}"),
            ("title and description of other types", "{\"title\": 5, \"description\": [1], \"method\": []}"),
            ("misspelt keys", "{\"titel\": \"t\",\n\"description\": \"d\",\n\"metod\": [],\n\"rollback\": [],\n\"zzz\": 1}"),
            ("a key that is there already is not suggested", Start + "\"method\": [],\n\"methods\": []}"),
            ("tags", Start + "\"method\": [],\n\"tags\": [\"ok\",\n\"\",\n5]}"),
            ("tags as a string", Start + "\"method\": [],\n\"tags\": \"a,b\"}"),
            ("tags as an object", Start + "\"method\": [],\n\"tags\": {\"a\": 1}}"),
            ("extensions", Start + "\"method\": [],\n\"extensions\": [{\"name\": \"ok\"},\n{},\n{\"name\": \" \"},\n5]}"),
            ("contributions are never checked", Start + "\"method\": [],\n\"contributions\": {\"a\": \"enormous\"}}"),
        ]);

    [Fact]
    public void What_is_wrong_between_activities() =>
        Matches([
            ("retry and until of an action", Method(Named("action", "\"retry\": {\"attempts\": 2},\n\"until\": {\"timeout\": 2}"))),
            ("retry is no object", Method(Named("probe", "\"retry\": 3"))),
            ("retry without attempts", Method(Named("probe", "\"retry\": {\"interval\": \"2\",\n\"backoff\": 0.5,\n\"times\": 3}"))),
            ("one attempt", Method(Named("probe", "\"retry\": {\"attempts\": 1}"))),
            ("until without a tolerance", Method(Named("probe", "\"until\": {\"timeout\": 0,\n\"interval\": -1}"))),
            ("until with a bad tolerance", Method(Named("probe", "\"until\": {\"tolerance\": {\"type\": \"rang\"}}"))),
            ("retry beside until", Method(Named("probe", "\"until\": {\"tolerance\": 1},\n\"retry\": {\"attempts\": 2}"))),
            ("output of another type", Method(Named("probe", "\"output\": 5"))),
            ("output names", Method(Named("probe", "\"output\": {\"a-b\": \"$\",\n\"c\": 5,\n\"d\": {},\n\"e\": \"$.[\"}"))),
            (
                "an output that is used too early, and has a taken name",
                Start
                    + "\"configuration\": {\"pod\": 1},\n\"method\": [\n"
                    + "{\"type\": \"probe\", \"name\": \"b\", \"provider\": {\"type\": \"x\", \"a\": \"${pod}\"}},\n"
                    + Named("probe", "\"output\": \"pod\"")
                    + "]}"
            ),
            ("a limit of no time", Start + "\"method\": [],\n\"runtime\": {\"timeout\": 0}}"),
            ("conditions of another type", Start + "\"method\": [],\n\"runtime\": {\"stop-when\": {\"probe\": {}}}}"),
            ("no conditions", Start + "\"method\": [],\n\"runtime\": {\"stop-when\": []}}"),
            (
                "a condition without a tolerance",
                Start
                    + "\"method\": [],\n\"runtime\": {\"stop-when\": {\"frequency\": \"1s\",\n\"probes\": ["
                    + Named("probe", "\"background\": false")
                    + "]}}}"
            ),
        ]);

    [Fact]
    public void What_is_wrong_with_activities() =>
        Matches([
            ("empty activity", Method("{}")),
            ("no type, no name, no provider", Method("{\"pauses\": {}}")),
            ("falsy type, name and provider", Method("{\"type\": \"\",\n\"name\": null,\n\"provider\": {}}")),
            ("bad type", Method("{\"type\": \"pause\", \"name\": \"a\", \"provider\": {\"type\": \"x\"}}")),
            ("misspelt type", Method("{\"type\": \"acton\", \"name\": \"a\", \"provider\": {\"type\": \"x\"}}")),
            ("name of another type", Method("{\"type\": \"probe\", \"name\": 5, \"provider\": {\"type\": \"x\"}}")),
            ("provider without type", Method("{\"type\": \"probe\", \"name\": \"a\", \"provider\": {\"path\": \"x\"}}")),
            ("provider that is none", Method("{\"type\": \"probe\", \"name\": \"a\", \"provider\": \"process\"}")),
            ("background", Method(Probe("\"background\": \"yes\""))),
            ("background null", Method(Probe("\"background\": null"))),
            ("timeout as a text", Method(Probe("\"timeout\": \"5\""))),
            ("timeout as a boolean", Method(Probe("\"timeout\": true"))),
            ("timeout of nothing", Method(Probe("\"timeout\": 0"))),
            ("timeout null is none", Method(Probe("\"timeout\": null"))),
            ("pauses as texts", Method(Probe("\"pauses\": {\"before\": \"5\",\n\"after\": \"x${y}\"}"))),
            ("pauses as variables", Method(Probe("\"pauses\": {\"before\": \"${x}\", \"after\": 1.5}"))),
            ("pauses that abort", Method(Probe("\"pauses\": {\"before\": -1,\n\"after\": [1]}"))),
            ("pauses that abort too", Method(Probe("\"pauses\": {\"before\": true,\n\"after\": 1e10}"))),
            ("pauses with other keys", Method(Probe("\"pauses\": {\"befor\": 1}"))),
            ("unknown keys", Method(Probe("\"tolerence\": 1,\n\"zzz\": 2"))),
            ("a reference that is empty", Method("{\"ref\": \"\"}")),
            ("a reference that is no text", Method("{\"ref\": 5}")),
            ("a reference that is null", Method("{\"ref\": null}")),
            ("a reference with keys of its own", Method(Probe("\"controls\": []") + ",\n{\"ref\": \"a\", \"pauses\": {}}")),
            ("a reference that leads nowhere", Method(Probe("\"controls\": []") + ",\n{\"ref\": \"zz\"}")),
            (
                "a misspelt reference",
                Method("{\"type\": \"probe\", \"name\": \"check\", \"provider\": {\"type\": \"x\"}},\n{\"ref\": \"chekc\"}")
            ),
            (
                "a reference to a rollback",
                Start
                    + "\"method\": [{\"ref\": \"undo it\"}],\n\"rollbacks\": [{\"type\": \"action\", \"name\": \"undo it\", \"provider\": {\"type\": \"x\"}}]}"
            ),
            ("a rollback that leads nowhere", Start + "\"method\": [],\n\"rollbacks\": [{\"ref\": \"zz\"}]}"),
            ("an empty rollback", Start + "\"method\": [],\n\"rollbacks\": [{}]}"),
        ]);

    [Fact]
    public void What_is_wrong_with_the_hypothesis() =>
        Matches([
            ("empty", Hypothesis("{}")),
            ("without probes", Hypothesis("{\"title\": \"h\"}")),
            ("without title", Hypothesis("{\"probes\": []}")),
            ("with a falsy title and unknown keys", Hypothesis("{\"title\": \"\",\n\"probe\": []}")),
            ("without tolerance", Hypothesis("{\"title\": \"h\", \"probes\": [" + Probe("\"background\": false") + "]}")),
            ("a reference without tolerance", Hypothesis("{\"title\": \"h\", \"probes\": [{\"ref\": \"zz\"}]}")),
            (
                "an action",
                Hypothesis(
                    "{\"title\": \"h\", \"probes\": [{\"type\": \"action\", \"name\": \"a\", \"provider\": {\"type\": \"x\"}, \"tolerance\": 1}]}"
                )
            ),
        ]);

    [Fact]
    public void What_is_wrong_with_tolerances() =>
        Matches([
            ("float", Tolerance("1.5")),
            ("null", Tolerance("null")),
            ("an empty list is one of nothing", Tolerance("[]")),
            ("empty object", Tolerance("{}")),
            ("misspelt type", Tolerance("{\"type\": \"regexp\", \"pattern\": \"x\"}")),
            ("type of another type", Tolerance("{\"type\": 5}")),
            ("regex without pattern", Tolerance("{\"type\": \"regex\", \"patern\": \"x\"}")),
            ("regex of null", Tolerance("{\"type\": \"regex\", \"pattern\": null}")),
            ("regex of a list", Tolerance("{\"type\": \"regex\", \"pattern\": [1, \"a\"]}")),
            ("regex that does not compile", Tolerance("{\"type\": \"regex\", \"pattern\": \"[0-9\"}")),
            ("jsonpath without path", Tolerance("{\"type\": \"jsonpath\", \"expect\": 1}")),
            ("jsonpath of a number", Tolerance("{\"type\": \"jsonpath\", \"path\": 5}")),
            ("jsonpath of nothing", Tolerance("{\"type\": \"jsonpath\", \"path\": \"  \"}")),
            ("jsonpath without dollar", Tolerance("{\"type\": \"jsonpath\", \"path\": \"foo[*].baz\"}")),
            ("jsonpath with single quotes", Tolerance("{\"type\": \"jsonpath\", \"path\": \"$['a']\"}")),
            ("jsonpath with two signs", Tolerance("{\"type\": \"jsonpath\", \"path\": \"$[?(@.a==1)]\"}")),
            ("range without range", Tolerance("{\"type\": \"range\", \"target\": \"status\"}")),
            ("range of a text", Tolerance("{\"type\": \"range\", \"range\": \"1-2\"}")),
            ("range of three", Tolerance("{\"type\": \"range\", \"range\": [1, 2, 3]}")),
            ("range of texts", Tolerance("{\"type\": \"range\", \"range\": [\"1\",\n\"2\"]}")),
            ("range of booleans", Tolerance("{\"type\": \"range\", \"range\": [false, true]}")),
            ("a probe without provider", Tolerance("{\"type\": \"probe\", \"name\": \"judge\"}")),
        ]);

    [Fact]
    public void What_is_wrong_with_controls_and_strategies() =>
        Matches([
            ("no name", Controls("{\"provider\": {\"type\": \"python\", \"module\": \"m\"}}")),
            ("no provider", Controls("{\"name\": \"c\"}")),
            ("provider that is none", Controls("{\"name\": \"c\", \"provider\": \"python\"}")),
            ("no module", Controls("{\"name\": \"c\", \"provider\": {\"type\": \"python\"}}")),
            ("a provider of another type", Controls("{\"name\": \"c\", \"provider\": {\"type\": \"grpc\"}}")),
            ("bad scope", Controls("{\"name\": \"c\", \"scope\": \"post\", \"provider\": {\"type\": \"python\", \"module\": \"m\"}}")),
            ("scope null", Controls("{\"name\": \"c\", \"scope\": null, \"provider\": {\"type\": \"python\", \"module\": \"m\"}}")),
            ("unknown key", Controls("{\"name\": \"c\", \"scop\": \"before\", \"provider\": {\"type\": \"python\", \"module\": \"m\"}}")),
            ("reference", Controls("{\"name\": \"audit\", \"provider\": {\"type\": \"x\"}},\n{\"ref\": \"audit\"},\n{\"ref\": \"audti\"}")),
            ("no object", Controls("5")),
            (
                "at every level",
                Start
                    + "\"method\": ["
                    + Probe("\"controls\": [{}]")
                    + "],\n\"rollbacks\": ["
                    + Probe("\"controls\": 5")
                    + "],\n\"steady-state-hypothesis\": {\"title\": \"h\", \"controls\": [{\"name\": \"c\"}]}}"
            ),
            (
                "unknown strategy",
                Start
                    + "\"method\": [],\n\"runtime\": {\"hypothesis\": {\"strategy\": \"continously\"},\n\"rollbacks\": {\"strategy\": \"sometimes\"}}}"
            ),
            (
                "strategies of other types",
                Start + "\"method\": [],\n\"runtime\": {\"hypothesis\": \"skip\",\n\"rollbacks\": {\"strategy\": null}}}"
            ),
            (
                "unknown keys of runtime",
                Start + "\"method\": [],\n\"runtime\": {\"rollback\": {},\n\"hypothesis\": {\"strategie\": \"skip\"}}}"
            ),
        ]);

    // The reference's validator crashes with a stack trace on each of these.
    [Fact]
    public void What_makes_the_reference_crash() =>
        Matches([
            .. new[] { "method", "rollbacks", "configuration", "secrets", "controls", "steady-state-hypothesis", "runtime" }.SelectMany(
                key => new[] { ($"{key} null", Member(key, "null")), ($"{key} a text", Member(key, "\"x\"")) }
            ),
            ("method an object", Member("method", "{\"a\": 1}")),
            ("method an empty object", Member("method", "{}")),
            ("probes null", Hypothesis("{\"title\": \"h\", \"probes\": null}")),
            ("probes an object", Hypothesis("{\"title\": \"h\", \"probes\": {}}")),
            ("an activity null", Method("null")),
            ("an activity a text", Method("\"check\"")),
            ("a probe null", Hypothesis("{\"title\": \"h\", \"probes\": [null]}")),
            ("pauses a number", Method(Probe("\"pauses\": 5"))),
            ("pauses null", Method(Probe("\"pauses\": null"))),
            ("tags a number", Member("tags", "5")),
            ("extensions an object", Member("extensions", "{\"name\": \"x\"}")),
            ("tags and extensions null are none", Start + "\"method\": [],\n\"tags\": null, \"extensions\": null}"),
            ("a secret without group", Member("secrets", "{\"token\": \"t\",\n\"key\": null}")),
        ]);

    [Fact]
    public void Several_problems_are_all_reported_in_the_order_of_the_text() =>
        Matches([
            (
                "everything at once",
                "{\"titel\": \"t\",\n\"tags\": [\"\"],\n\"steady-state-hypothesis\": {\n\"probes\": [{\"type\": \"probe\",\n\"tolerance\": 1.5}]},\n"
                    + "\"method\": [{\"type\": \"x\"},\n{\"ref\": \"zz\"}],\n\"rollbacks\": {},\n\"runtime\": {\"rollbacks\": {\"strategy\": \"x\"}}}"
            ),
        ]);

    [Fact]
    public void Problems_come_in_the_order_of_the_text()
    {
        var places = Reading
            .Of(
                Faultline.Abstractions.Data.JsonText.Parse(
                    "{\"rollbacks\": 5,\n\"method\": [{\"type\": \"x\"},\n{}],\n\"tags\": 5,\n\"zzz\": 1, \"runtime\": 5,\n\"title\": \"\"}"
                )
            )
            .Select(d => (d.Position!.Value.Line, d.Position.Value.Column))
            .ToList();

        places.Count.ShouldBe(10);
        places.ShouldBe(places.Order());
    }

    private static void Matches(
        (string Name, string Json)[] documents,
        [System.Runtime.CompilerServices.CallerMemberName] string name = ""
    ) => Snapshot.Match(string.Concat(documents.Select(document => Reading.Annotated(document.Name, document.Json))), name);

    private static string Member(string key, string value) =>
        Start + (key == "method" ? "" : "\"method\": [],\n") + $"\"{key}\": {value}}}";

    private static string Method(string activities) => Start + $"\"method\": [\n{activities}]}}";

    private static string Hypothesis(string hypothesis) => Start + $"\"method\": [],\n\"steady-state-hypothesis\": {hypothesis}}}";

    private static string Tolerance(string tolerance) =>
        Hypothesis("{\"title\": \"h\", \"probes\": [\n" + Probe($"\"tolerance\": {tolerance}") + "]}");

    private static string Controls(string controls) => Start + $"\"method\": [],\n\"controls\": [\n{controls}]}}";

    private static string Probe(string more) => $"{{\"type\": \"probe\", \"name\": \"a\", \"provider\": {{\"type\": \"x\"}},\n{more}}}";

    private static string Named(string type, string more) =>
        $"{{\"type\": \"{type}\", \"name\": \"a\", \"provider\": {{\"type\": \"x\"}},\n{more}}}";
}

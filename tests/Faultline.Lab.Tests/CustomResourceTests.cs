namespace Faultline.Lab.Tests;

public sealed class CustomResourceTests
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const string Widgets = "/apis/example.com/v1/namespaces/default/widgets";

    private const string Definition = """
        {"metadata":{"name":"widgets.example.com"},"spec":{"group":"example.com","scope":"Namespaced",
         "names":{"plural":"widgets","kind":"Widget","shortNames":["wd"]},
         "versions":[{"name":"v1","served":true,"storage":true,
           "subresources":{"status":{},"scale":{"specReplicasPath":".spec.replicas","statusReplicasPath":".status.replicas"}},
           "additionalPrinterColumns":[{"name":"Size","type":"integer","jsonPath":".spec.size"},
             {"name":"Ready","type":"string","jsonPath":".status.conditions[?(@.type==\"Ready\")].status"}],
           "schema":{"openAPIV3Schema":{"type":"object","properties":{
             "spec":{"type":"object","required":["size"],"properties":{
               "size":{"type":"integer","minimum":1,"maximum":9},"colour":{"type":"string","enum":["red","blue"],"default":"red"},
               "code":{"type":"string","pattern":"^[a-z]+$"},"replicas":{"type":"integer"},
               "parts":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
                 "items":{"type":"object","properties":{"name":{"type":"string"},"count":{"type":"integer"}}}},
               "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}},
             "status":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}}},
           {"name":"v1beta1","served":true,"storage":false,"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}
        """;

    [Fact(Timeout = 30_000)]
    public async Task A_kind_is_served_from_its_definition_on_and_not_after_it()
    {
        await using var lab = await LabFixture.ShellAsync("");
        var made = await lab.CreateAsync(Definitions, Definition);
        await lab.CreateAsync(Widgets, """{"metadata":{"name":"w"},"spec":{"size":3}}""");
        var resources = await lab.GetAsync("/apis/example.com/v1");
        var other = await lab.GetAsync("/apis/example.com/v1beta1/namespaces/default/widgets/w");

        await lab.MustAsync(HttpMethod.Delete, Definitions + "/widgets.example.com");
        await lab.UntilGoneAsync(Definitions + "/widgets.example.com");

        made.ListAt("status", "conditions")
            .Select(one => $"{one.Value("type")}={one.Value("status")}")
            .ShouldBe(["NamesAccepted=True", "Established=True"]);
        resources.ListAt("resources").Select(one => one.Value("name")).ShouldBe(["widgets", "widgets/scale", "widgets/status"]);
        other.Value("apiVersion").ShouldBe("example.com/v1beta1");
        (await lab.AskAsync(HttpMethod.Get, Widgets)).Status.ShouldBe(404);
    }

    [Fact(Timeout = 30_000)]
    public async Task Objects_take_the_shape_of_the_schema()
    {
        await using var lab = await LabFixture.ShellAsync("");
        await lab.CreateAsync(Definitions, Definition);

        var made = await lab.CreateAsync(
            Widgets,
            """{"metadata":{"name":"w"},"spec":{"size":3,"odd":1,"free":{"any":{"thing":true}},"parts":[{"name":"a","odd":2}]},"status":{"x":1}}"""
        );

        made.Value("spec").ShouldBe("""{"size": 3, "free": {"any": {"thing": true}}, "parts": [{"name": "a"}], "colour": "red"}""");
        made.Value("status").ShouldBe("");
    }

    [Fact(Timeout = 30_000)]
    public async Task All_that_the_schema_forbids_is_named()
    {
        await using var lab = await LabFixture.ShellAsync("");
        await lab.CreateAsync(Definitions, Definition);

        var (status, refused) = await lab.AskAsync(
            HttpMethod.Post,
            Widgets,
            """{"metadata":{"name":"w"},"spec":{"size":10,"colour":"green","code":"A1","replicas":"two","parts":[{"name":"a"},{"name":"a"}]}}"""
        );

        status.ShouldBe(422);
        refused
            .ListAt("details", "causes")
            .Select(one => $"{one.Value("reason")} {one.Value("field")}")
            .Order(StringComparer.Ordinal)
            .ShouldBe([
                "FieldValueDuplicate spec.parts[1]",
                "FieldValueInvalid spec.code",
                "FieldValueInvalid spec.size",
                "FieldValueNotSupported spec.colour",
                "FieldValueTypeInvalid spec.replicas",
            ]);
    }

    [Fact(Timeout = 30_000)]
    public async Task Status_and_scale_work_as_those_of_built_in_kinds()
    {
        await using var lab = await LabFixture.ShellAsync("");
        await lab.CreateAsync(Definitions, Definition);
        await lab.CreateAsync(Widgets, """{"metadata":{"name":"w"},"spec":{"size":3}}""");

        await lab.MustAsync(HttpMethod.Patch, Widgets + "/w/scale", """{"spec":{"replicas":2}}""", ApiCalls.MergePatch);
        await lab.MustAsync(
            HttpMethod.Patch,
            Widgets + "/w/status",
            """{"status":{"replicas":1,"conditions":[{"type":"Ready","status":"True"}]}}""",
            ApiCalls.MergePatch
        );

        (await lab.GetAsync(Widgets + "/w/scale")).Value("status").ShouldBe("""{"replicas": 1}""");
        var (_, table) = await lab.AskAsync(HttpMethod.Get, Widgets, accept: "application/json;as=Table;v=v1;g=meta.k8s.io");
        table.ListAt("columnDefinitions").Select(one => one.Value("name")).ShouldBe(["Name", "Size", "Ready"]);
        table.ListAt("rows")[0].Value("cells").ShouldBe("""["w", 3, "True"]""");
    }

    [Fact(Timeout = 30_000)]
    public async Task Lists_with_keys_are_merged_item_by_item_when_applied()
    {
        await using var lab = await LabFixture.ShellAsync("");
        await lab.CreateAsync(Definitions, Definition);
        static string Body(string parts) =>
            $$$$"""{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"size":1,"parts":[{{{{parts}}}}]}}""";

        await lab.MustAsync(HttpMethod.Patch, Widgets + "/w?fieldManager=a", Body("""{"name":"x","count":1}"""), ApiCalls.ApplyPatch);
        var merged = await lab.MustAsync(HttpMethod.Patch, Widgets + "/w?fieldManager=b", Body("""{"name":"y"}"""), ApiCalls.ApplyPatch);
        var (strategic, _) = await lab.AskAsync(HttpMethod.Patch, Widgets + "/w", "{}", ApiCalls.StrategicPatch);

        merged.Value("spec", "parts").ShouldBe("""[{"name": "x", "count": 1}, {"name": "y"}]""");
        strategic.ShouldBe(415);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_definition_that_makes_no_sense_is_refused()
    {
        await using var lab = await LabFixture.ShellAsync("");

        var (status, refused) = await lab.AskAsync(
            HttpMethod.Post,
            Definitions,
            Definition
                .Replace("widgets.example.com", "others.example.com", StringComparison.Ordinal)
                .Replace("Namespaced", "Everywhere", StringComparison.Ordinal)
        );

        status.ShouldBe(422);
        refused.ListAt("details", "causes").Select(one => one.Value("field")).ShouldBe(["metadata.name", "spec.scope"]);
    }
}

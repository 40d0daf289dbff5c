using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Tests;

public sealed class ApiWatchTests
{
    private const string Maps = "/api/v1/namespaces/default/secrets";

    [Fact(Timeout = 30_000)]
    public async Task The_pages_of_a_list_show_one_moment()
    {
        await using var lab = await LabFixture.ShellAsync("");
        foreach (var name in (string[])["a", "b", "c", "d"])
        {
            await lab.CreateAsync(Maps, $$$$"""{"metadata":{"name":"{{{{name}}}}"}}""");
        }

        var first = await lab.GetAsync(Maps + "?limit=2");
        await lab.MustAsync(HttpMethod.Delete, Maps + "/c");
        await lab.CreateAsync(Maps, """{"metadata":{"name":"e"}}""");
        var rest = await lab.GetAsync(Maps + "?limit=5&continue=" + Uri.EscapeDataString(first.Value("metadata", "continue")));

        Names(rest).ShouldBe("c d");
        rest.Value("metadata", "resourceVersion").ShouldBe(first.Value("metadata", "resourceVersion"));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_list_can_be_asked_for_as_it_was_and_not_as_it_will_be()
    {
        await using var lab = await LabFixture.ShellAsync("");
        await lab.CreateAsync(Maps, """{"metadata":{"name":"a"}}""");
        var version = (await lab.GetAsync(Maps)).Value("metadata", "resourceVersion");
        await lab.CreateAsync(Maps, """{"metadata":{"name":"b"}}""");

        Names(await lab.GetAsync($"{Maps}?resourceVersion={version}&resourceVersionMatch=Exact")).ShouldBe("a");
        Names(await lab.GetAsync($"{Maps}?resourceVersion={version}&resourceVersionMatch=NotOlderThan")).ShouldBe("a b");
        (await lab.AskAsync(HttpMethod.Get, Maps + "?resourceVersion=99999999")).Status.ShouldBe(504);
    }

    [Fact(Timeout = 30_000)]
    public async Task What_begins_or_ceases_to_match_comes_and_goes_in_a_watch()
    {
        await using var lab = await LabFixture.ShellAsync("");
        await lab.CreateAsync(Maps, """{"metadata":{"name":"m"}}""");
        using var stream = await lab.Api.GetStreamAsync(
            new Uri(Maps + "?watch=true&labelSelector=on%3Dyes", UriKind.Relative),
            LabFixture.Cancelled
        );
        using var lines = new StreamReader(stream);

        foreach (var label in (string[])["\"yes\"", "\"yes\",\"more\":\"1\"", "\"no\""])
        {
            await lab.MustAsync(HttpMethod.Patch, Maps + "/m", $$$$"""{"metadata":{"labels":{"on":{{{{label}}}}}}}""", ApiCalls.MergePatch);
        }

        var events = await ReadAsync(lines, 3);
        events.Select(one => one.Value("type")).ShouldBe(["ADDED", "MODIFIED", "DELETED"]);
        events[2].Value("object", "metadata", "labels", "on").ShouldBe("yes");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_watch_can_begin_with_what_is_there_and_say_when_that_was_all()
    {
        await using var lab = await LabFixture.ShellAsync("");
        await lab.CreateAsync(Maps, """{"metadata":{"name":"m"}}""");
        const string query = "?watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan";
        using var stream = await lab.Api.GetStreamAsync(new Uri(Maps + query, UriKind.Relative), LabFixture.Cancelled);
        using var lines = new StreamReader(stream);

        var events = await ReadAsync(lines, 2);

        events.Select(one => one.Value("type")).ShouldBe(["ADDED", "BOOKMARK"]);
        events[1].Value("object", "metadata", "annotations").ShouldBe("""{"k8s.io/initial-events-end": "true"}""");
        events[1].Value("object", "metadata", "resourceVersion").ShouldNotBeEmpty();
    }

    [Fact(Timeout = 30_000)]
    public async Task A_watch_ends_when_its_time_is_up_with_a_bookmark_to_go_on_from()
    {
        await using var lab = await LabFixture.ShellAsync("");

        var text = await lab.Api.GetStringAsync(
            new Uri(Maps + "?watch=true&timeoutSeconds=1&allowWatchBookmarks=true", UriKind.Relative),
            LabFixture.Cancelled
        );

        ((DataObject)JsonText.Parse(text)).Value("type").ShouldBe("BOOKMARK");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_watch_from_a_state_that_is_forgotten_says_so()
    {
        await using var lab = await LabFixture.ShellAsync("");
        var store = new ObjectStore(TimeProvider.System, () => "uid");
        var key = new ObjectKey(ResourceKinds.ConfigMap, "default", "m");
        store.Create(key, DataObject.Empty);
        for (var i = 0; i < 60_000; i++)
        {
            store.Update(key, uid: null, node => node.With("data", i));
        }

        store.SubscribeAfter(ResourceKinds.ConfigMap, 1).ShouldBeNull();
        store.ListAt(ResourceKinds.ConfigMap, "default", 1).ShouldBeNull();
        store.ListAt(ResourceKinds.ConfigMap, "default", 60_000).ShouldHaveSingleItem().Value("data").ShouldBe("59998");
    }

    [Theory(Timeout = 30_000)]
    [InlineData("involvedObject.name=p", "e1")]
    [InlineData("involvedObject.kind=Pod,reason!=Other", "e1")]
    [InlineData("type=Warning", "e2")]
    public async Task Events_are_selected_by_what_they_are_about(string selector, string names)
    {
        await using var lab = await LabFixture.ShellAsync("");
        const string events = "/api/v1/namespaces/default/events";
        await lab.CreateAsync(
            events,
            """{"metadata":{"name":"e1"},"involvedObject":{"kind":"Pod","name":"p","namespace":"default"},"reason":"One","type":"Normal"}"""
        );
        await lab.CreateAsync(
            events,
            """{"metadata":{"name":"e2"},"involvedObject":{"kind":"Thing","name":"q","namespace":"default"},"reason":"Other","type":"Warning"}"""
        );

        (await lab.NamesAsync($"{events}?fieldSelector={Uri.EscapeDataString(selector)},metadata.name!%3Dnone"))
            .Where(name => name is "e1" or "e2")
            .ShouldBe([names]);
    }

    [Fact(Timeout = 30_000)]
    public async Task An_event_is_the_same_in_both_of_its_groups()
    {
        await using var lab = await LabFixture.ShellAsync("");
        await lab.CreateAsync(
            "/apis/events.k8s.io/v1/namespaces/default/events",
            """{"metadata":{"name":"e"},"regarding":{"kind":"Pod","name":"p","namespace":"default"},"note":"hello","reason":"R","type":"Normal"}"""
        );

        var old = await lab.GetAsync("/api/v1/namespaces/default/events/e");

        (old.Value("apiVersion"), old.Value("message"), old.Value("involvedObject", "name")).ShouldBe(("v1", "hello", "p"));
    }

    private static string Names(DataObject list) => string.Join(' ', list.ListAt("items").Select(item => item.Value("metadata", "name")));

    private static async Task<List<DataObject>> ReadAsync(StreamReader lines, int count)
    {
        var events = new List<DataObject>();
        while (events.Count < count)
        {
            events.Add((DataObject)JsonText.Parse((await lines.ReadLineAsync(LabFixture.Cancelled))!));
        }

        return events;
    }
}

using System.Globalization;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Tests.Reports;

public sealed class PodFateTests
{
    private static readonly DataNode Killed = Record("kill", "action", "terminate_pods", "app=a", 1, DataArray.Of(["a-1"]));

    [Fact]
    public void A_deleted_pod_is_marked_where_the_action_named_it()
    {
        var pod = ReportPage.Of("workshop").ByClass("pod").ShouldHaveSingleItem();

        ((string)pod.Attribute("data-pod")!, pod.Element("title")!.Value).ShouldBe(
            (
                "greeter-rs-x7k2p",
                "Pod greeter-rs-x7k2p was deleted by 'terminate-greeting-service' at +105 ms. No later probe tells whether it came back."
            )
        );
    }

    [Fact]
    public void Logs_of_another_pod_of_the_same_labels_are_told() =>
        Sentence(Record("logs", "probe", "read_pod_logs", "app=a", 5, DataObject.Of(("a-2", "hello"))))
            .ShouldBe("Pod a-1 was deleted by 'kill' at +1.5 s. 'logs' saw pod a-2 of the same labels at +5.5 s.");

    [Fact]
    public void Logs_of_the_deleted_pod_itself_tell_nothing() =>
        Sentence(Record("logs", "probe", "read_pod_logs", "app=a", 5, DataObject.Of(("a-1", "hello"))))
            .ShouldEndWith("No later probe tells whether it came back.");

    [Fact]
    public void That_a_pod_runs_right_after_its_deletion_tells_nothing() =>
        Sentence(Record("running", "probe", "pods_in_phase", "app=a", 5, true)).ShouldEndWith("No later probe tells whether it came back.");

    [Fact]
    public void A_pod_that_was_missed_and_is_found_again_has_come_back() =>
        Sentence(
                Record("running", "probe", "pods_in_phase", "app=a", 5, DataNull.Instance, "failed"),
                Record("running", "probe", "pods_in_phase", "app=a", 9, true)
            )
            .ShouldBe("Pod a-1 was deleted by 'kill' at +1.5 s. 'running' missed pods of its labels and found them again at +9.5 s.");

    [Fact]
    public void Other_labels_tell_nothing() =>
        Sentence(Record("logs", "probe", "read_pod_logs", "app=b", 5, DataObject.Of(("b-1", "hello"))))
            .ShouldEndWith("No later probe tells whether it came back.");

    private static string Sentence(params DataNode[] later) =>
        ReportPage
            .Of(DataObject.Of(("start", Time(0)), ("run", DataArray.Of([Killed, .. later]))))
            .ByClass("pods")
            .Single()
            .Elements("li")
            .Single()
            .Value;

    private static string Time(int second) =>
        new DateTimeOffset(2026, 1, 1, 0, 0, second, TimeSpan.Zero).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static DataObject Record(
        string name,
        string type,
        string function,
        string labels,
        int second,
        DataNode output,
        string status = "succeeded"
    )
    {
        var provider = DataObject.Of(
            ("type", "python"),
            ("module", $"chaosk8s.pod.{type}s"),
            ("func", function),
            ("arguments", DataObject.Of(("label_selector", labels)))
        );
        return DataObject.Of(
            ("activity", DataObject.Of(("name", name), ("type", type), ("provider", provider))),
            ("output", output),
            ("start", Time(second)),
            ("duration", 0.5),
            ("status", status)
        );
    }
}

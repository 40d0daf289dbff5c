using Faultline.Abstractions.Data;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Journals;

/// <summary>The events that controls cause, to members of a line of the log and back.</summary>
internal static class ControlEventCodec
{
    public static (string Name, (string Key, DataNode? Value)[] Members) Members(RunEvent happened) =>
        happened switch
        {
            ControlFailed e => (
                "control-failed",
                [("control", e.Control), ("hook", Optional(e.Hook)), ("message", e.Message), ("counts", e.Counts ? true : null)]
            ),
            ControlChanged e => (
                "control-changed",
                [
                    ("control", e.Control),
                    ("hook", e.Hook),
                    ("target", EventCodec.Name(e.Target)),
                    ("call", e.Call is { } call ? (DataNode)call : null),
                    ("value", e.Value),
                ]
            ),
            ActivityLeftOut e => (
                "activity-left-out",
                [("control", e.Control), ("place", EventCodec.Name(e.Place)), ("activity", e.Activity)]
            ),
            SafeguardChecked e => (
                "safeguard-checked",
                [("control", e.Control), ("probe", e.Probe), ("met", e.Met), ("explanation", Optional(e.Explanation))]
            ),
            _ => throw new System.Diagnostics.UnreachableException(happened.GetType().Name),
        };

    /// <summary>The event of that name; null where it is not one of these.</summary>
    public static RunEvent? Read(string name, EventFields line) =>
        name switch
        {
            "control-failed" => new ControlFailed(line.Text("control"), line.OptionalText("hook"), line.Text("message"))
            {
                Counts = line.OptionalBoolean("counts") ?? false,
            },
            "control-changed" => new ControlChanged(
                line.Text("control"),
                line.Text("hook"),
                line.Enum<ControlTarget>("target"),
                line.Any("value"),
                line.OptionalInteger("call")
            ),
            "activity-left-out" => new ActivityLeftOut(line.Text("control"), line.Enum<Place>("place"), line.Text("activity")),
            "safeguard-checked" => new SafeguardChecked(
                line.Text("control"),
                line.Text("probe"),
                line.OptionalBoolean("met"),
                line.OptionalText("explanation")
            ),
            _ => null,
        };

    private static DataString? Optional(string? text) => text is null ? null : new DataString(text);
}

using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Engine.Model.Events;

namespace Faultline.Engine.Journals;

/// <summary>The events of faults, to members of a line of the log and back.</summary>
internal static class FaultEventCodec
{
    public static (string Name, (string Key, DataNode? Value)[] Members)? Members(RunEvent happened) =>
        happened switch
        {
            FaultCaptured e => (
                "fault-captured",
                [
                    ("activity", e.Activity),
                    ("call", e.Call is { } call ? (DataNode)call : null),
                    ("record", UndoRecordText.Write(e.Record)),
                    ("until", EventCodec.Name(e.Until)),
                    ("duration", e.Duration is { } duration ? (DataNode)duration.TotalSeconds : null),
                    ("backend", EventCodec.Optional(e.Backend)),
                    ("limits", EventCodec.Texts(e.Limits)),
                    ("is-fault", e.IsFault),
                ]
            ),
            FaultApplying e => ("fault-applying", [("effect", e.Effect)]),
            FaultApplied e => ("fault-applied", [("effect", e.Effect), ("after", e.After)]),
            FaultProven e => (
                "fault-proven",
                [
                    ("effect", e.Effect),
                    ("moment", EventCodec.Name(e.Moment)),
                    ("state", EventCodec.Name(e.Proof.State)),
                    ("seen", e.Proof.Seen),
                    ("figures", e.Proof.Figures),
                ]
            ),
            FaultReported e => ("fault-reported", [("effect", e.Effect), ("text", e.Text)]),
            FaultReverting e => ("fault-reverting", [("effect", e.Effect), ("why", e.Why)]),
            FaultReverted e => (
                "fault-reverted",
                [
                    ("effect", e.Effect),
                    ("state", EventCodec.Name(e.Result.State)),
                    ("message", e.Result.Message),
                    ("commands", EventCodec.Texts(e.Result.Commands)),
                ]
            ),
            FaultsLost e => ("faults-lost", [("why", e.Why)]),
            _ => null,
        };

    /// <summary>The event of that name; null where it is not one of these.</summary>
    public static RunEvent? Read(string name, EventFields line) =>
        name switch
        {
            "fault-captured" => new FaultCaptured(
                line.Text("activity"),
                line.OptionalInteger("call"),
                UndoRecordText.Read(line.Object("record")),
                line.Enum<FaultUntil>("until")
            )
            {
                Duration = line.Has("duration") ? line.Seconds("duration") : null,
                Backend = line.OptionalText("backend"),
                Limits = line.Texts("limits"),
                IsFault = line.Boolean("is-fault"),
            },
            "fault-applying" => new FaultApplying(line.Text("effect")),
            "fault-applied" => new FaultApplied(line.Text("effect"), line.Object("after")),
            "fault-proven" => new FaultProven(
                line.Text("effect"),
                line.Enum<ProofMoment>("moment"),
                new FaultProof(line.Enum<ProofState>("state"), line.Text("seen")) { Figures = line.Object("figures") }
            ),
            "fault-reported" => new FaultReported(line.Text("effect"), line.Text("text")),
            "fault-reverting" => new FaultReverting(line.Text("effect"), line.Text("why")),
            "fault-reverted" => new FaultReverted(
                line.Text("effect"),
                new RevertResult(line.Enum<RevertState>("state"), line.Text("message")) { Commands = line.Texts("commands") }
            ),
            "faults-lost" => new FaultsLost(line.Text("why")),
            _ => null,
        };
}

using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;

namespace Faultline.Hosting.Holding;

/// <summary>What passes between the processes of a run, as objects.</summary>
internal static class HoldingText
{
    public static DataObject Write(FaultContext context)
    {
        var text = DataObject.Of(("id", context.Id), ("run", context.Run), ("target", context.Target), ("seed", context.Seed));
        return context.Duration is { } duration ? text.With("duration_ticks", duration.Ticks) : text;
    }

    public static FaultContext ReadContext(DataObject text, TimeProvider time, Action<string> report) =>
        new()
        {
            Id = Text(text, "id"),
            Run = Text(text, "run"),
            Target = Object(text, "target"),
            Seed = (int)Integer(text, "seed"),
            Duration = text.Has("duration_ticks") ? TimeSpan.FromTicks(Integer(text, "duration_ticks")) : null,
            Time = time,
            Report = report,
        };

    public static DataObject Write(CapturedFault captured) =>
        DataObject.Of(
            ("what", captured.What),
            ("before", captured.Before),
            ("claims", DataArray.Of(captured.Claims.Select(UndoRecordText.Write))),
            ("undo", Write(captured.Undo)),
            ("irreversible", OrNull(captured.Irreversible)),
            ("persists", captured.Persists),
            ("backend", OrNull(captured.Backend)),
            ("limits", Write(captured.Limits))
        );

    public static CapturedFault ReadCaptured(DataObject text) =>
        new()
        {
            What = Text(text, "what"),
            Before = Object(text, "before"),
            Claims = UndoRecordText.ReadClaims(text),
            Undo = Texts(text, "undo"),
            Irreversible = text.Text("irreversible"),
            Persists = text["persists"] is DataBoolean { Value: true },
            Backend = text.Text("backend"),
            Limits = Texts(text, "limits"),
        };

    public static DataObject Write(FaultProof proof) =>
        DataObject.Of(("state", proof.State.ToString()), ("seen", proof.Seen), ("figures", proof.Figures));

    public static FaultProof ReadProof(DataObject text) =>
        new(Enum<ProofState>(text, "state"), Text(text, "seen")) { Figures = Object(text, "figures") };

    public static DataObject Write(RevertResult result) =>
        DataObject.Of(("state", result.State.ToString()), ("message", result.Message), ("commands", Write(result.Commands)));

    public static RevertResult ReadResult(DataObject text) =>
        new(Enum<RevertState>(text, "state"), Text(text, "message")) { Commands = Texts(text, "commands") };

    public static string Text(DataObject text, string key) => text.Text(key) ?? throw Missing(key);

    public static DataObject Object(DataObject text, string key) => text[key] as DataObject ?? throw Missing(key);

    public static long Integer(DataObject text, string key) =>
        text[key] is DataNumber number && long.TryParse(number.Text, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Missing(key);

    public static T Enum<T>(DataObject text, string key)
        where T : struct, Enum => System.Enum.TryParse<T>(Text(text, key), out var value) ? value : throw Missing(key);

    private static DataNode OrNull(string? text) => text is null ? DataNull.Instance : text;

    private static DataArray Write(ImmutableArray<string> texts) => DataArray.Of(texts.Select(text => (DataNode)text));

    private static ImmutableArray<string> Texts(DataObject text, string key) =>
        [.. ((text[key] as DataArray)?.Items ?? []).OfType<DataString>().Select(item => item.Value)];

    private static InvalidDataException Missing(string key) => new($"the member '{key}' of a message is missing or of the wrong type");
}

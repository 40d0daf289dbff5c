using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Faults;

/// <summary>The one written form of an <see cref="UndoRecord"/>: in the event log, in the undo log, and between the processes of a run.</summary>
public static class UndoRecordText
{
    private static readonly (UndoPhase Phase, string Name)[] s_phases =
    [
        (UndoPhase.Captured, "captured"),
        (UndoPhase.Applying, "applying"),
        (UndoPhase.Applied, "applied"),
        (UndoPhase.Reverting, "reverting"),
        (UndoPhase.Reverted, "reverted"),
        (UndoPhase.Failed, "failed"),
    ];

    /// <summary>The record as an object.</summary>
    public static DataObject Write(UndoRecord record) =>
        DataObject.Of(
            ("version", record.Version),
            ("id", record.Id),
            ("run", record.Run),
            ("fault", record.Fault),
            ("arguments", record.Arguments),
            ("target", record.Target),
            ("what", record.What),
            ("before", record.Before),
            ("after", (DataNode?)record.After ?? DataNull.Instance),
            ("claims", DataArray.Of(record.Claims.Select(Write))),
            ("undo", DataArray.Of(record.Undo.Select(command => (DataNode)command))),
            ("irreversible", record.Irreversible is { } why ? why : DataNull.Instance),
            ("persists", record.Persists),
            ("masked", record.IsMasked),
            ("seed", record.Seed),
            ("boot_id", record.BootId),
            ("at", record.At.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture))
        );

    /// <summary>The record of an object.</summary>
    /// <exception cref="InvalidDataException">It is no record, or one of a version that is not known here.</exception>
    public static UndoRecord Read(DataNode node)
    {
        var text = node as DataObject ?? throw new InvalidDataException($"an undo record is an object, and this is {node.Kind}");
        var version = Integer(text, "version");
        return version != UndoRecord.CurrentVersion
            ? throw new InvalidDataException(
                $"the undo record has the form {version}, and this version of Faultline knows {UndoRecord.CurrentVersion} only"
            )
            : new UndoRecord
            {
                Version = version,
                Id = Text(text, "id"),
                Run = Text(text, "run"),
                Fault = Text(text, "fault"),
                Arguments = Object(text, "arguments"),
                Target = Object(text, "target"),
                What = Text(text, "what"),
                Before = Object(text, "before"),
                After = text["after"] as DataObject,
                Claims = ReadClaims(text),
                Undo = [.. Items(text, "undo").Select(item => (item as DataString)?.Value ?? throw Missing("undo"))],
                Irreversible = text.Text("irreversible"),
                Persists = Boolean(text, "persists"),
                IsMasked = Boolean(text, "masked"),
                Seed = Integer(text, "seed"),
                BootId = Text(text, "boot_id"),
                At = Time(text, "at"),
            };
    }

    /// <summary>A claim as an object.</summary>
    public static DataObject Write(FaultClaim claim) =>
        DataObject.Of(("identity", claim.Identity), ("words", claim.Words), ("shared", claim.IsShared));

    /// <summary>The claims that an object names under <c>claims</c>.</summary>
    /// <exception cref="InvalidDataException">One of them is none.</exception>
    public static ImmutableArray<FaultClaim> ReadClaims(DataObject text) =>
        [
            .. Items(text, "claims")
                .Select(item =>
                    item is DataObject claim
                        ? new FaultClaim(Text(claim, "identity"), Text(claim, "words"), Boolean(claim, "shared"))
                        : throw Missing("claims")
                ),
        ];

    /// <summary>A phase in a word, such as <c>applying</c>.</summary>
    public static string Name(UndoPhase phase) => s_phases[(int)phase].Name;

    /// <summary>The phase of a word; null where there is none.</summary>
    public static UndoPhase? Phase(string? name)
    {
        foreach (var known in s_phases)
        {
            if (known.Name == name)
            {
                return known.Phase;
            }
        }

        return null;
    }

    private static string Text(DataObject text, string key) => text.Text(key) ?? throw Missing(key);

    private static DataObject Object(DataObject text, string key) => text[key] as DataObject ?? throw Missing(key);

    private static ImmutableArray<DataNode> Items(DataObject text, string key) => (text[key] as DataArray ?? throw Missing(key)).Items;

    private static bool Boolean(DataObject text, string key) => (text[key] as DataBoolean ?? throw Missing(key)).Value;

    private static int Integer(DataObject text, string key) =>
        text[key] is DataNumber { IsInteger: true } number
        && int.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Missing(key);

    private static DateTimeOffset Time(DataObject text, string key) =>
        DateTimeOffset.TryParse(
            Text(text, key),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var at
        )
            ? at
            : throw Missing(key);

    private static InvalidDataException Missing(string key) => new($"the member '{key}' of an undo record is missing or of the wrong type");
}

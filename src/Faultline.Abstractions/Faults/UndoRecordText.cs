using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Faults;

/// <summary>Undo records as data, in logs and between processes; members that a version does not know are ignored.</summary>
public static class UndoRecordText
{
    /// <summary>A record as an object.</summary>
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
            ("irreversible", record.Irreversible is { } reason ? (DataNode)reason : DataNull.Instance),
            ("persists", record.Persists),
            ("masked", record.IsMasked),
            ("seed", record.Seed),
            ("boot-id", record.BootId),
            ("at", record.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture))
        );

    /// <summary>A record from its object.</summary>
    /// <exception cref="InvalidDataException">The object is no record, or of a version that is not known here.</exception>
    public static UndoRecord Read(DataObject data)
    {
        var version = (data["version"] as DataNumber)?.ToDouble();
        if (version is not UndoRecord.CurrentVersion)
        {
            throw new InvalidDataException(
                version is null
                    ? "an undo record has a version"
                    : $"this undo record has version {version}, and this program knows version {UndoRecord.CurrentVersion}"
            );
        }

        return new UndoRecord
        {
            Id = Text(data, "id"),
            Run = Text(data, "run"),
            Fault = Text(data, "fault"),
            Arguments = Part(data, "arguments"),
            Target = Part(data, "target"),
            What = Text(data, "what"),
            Before = Part(data, "before"),
            After = data["after"] as DataObject,
            Claims = [.. Items(data, "claims").Select(ReadClaim)],
            Undo = [.. Items(data, "undo").Select(item => (item as DataString)?.Value ?? throw Missing("undo"))],
            Irreversible = data.Text("irreversible"),
            Persists = (data["persists"] as DataBoolean)?.Value ?? throw Missing("persists"),
            IsMasked = data["masked"] is DataBoolean { Value: true },
            Seed = (int)((data["seed"] as DataNumber)?.ToDouble() ?? 0),
            BootId = Text(data, "boot-id"),
            At = DateTimeOffset.TryParse(
                Text(data, "at"),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var at
            )
                ? at
                : throw Missing("at"),
        };
    }

    private static DataObject Write(FaultClaim claim) =>
        DataObject.Of(("identity", claim.Identity), ("words", claim.Words), ("shared", claim.IsShared));

    private static FaultClaim ReadClaim(DataNode node) =>
        node is DataObject claim
            ? new FaultClaim(Text(claim, "identity"), Text(claim, "words"), claim["shared"] is DataBoolean { Value: true })
            : throw Missing("claims");

    private static string Text(DataObject data, string key) => data.Text(key) ?? throw Missing(key);

    private static DataObject Part(DataObject data, string key) => data[key] as DataObject ?? throw Missing(key);

    private static ImmutableArray<DataNode> Items(DataObject data, string key) => (data[key] as DataArray)?.Items ?? [];

    private static InvalidDataException Missing(string key) => new($"the member '{key}' of an undo record is missing or of the wrong type");
}

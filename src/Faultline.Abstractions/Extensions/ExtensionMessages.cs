using System.Collections.Immutable;
using System.Globalization;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Controls;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;
using Faultline.Abstractions.Secrets;

namespace Faultline.Abstractions.Extensions;

/// <summary>
/// What host and extension say to each other, as data: one JSON object on a line each, in both directions (docs/extensions.md).
/// </summary>
public static class ExtensionMessages
{
    /// <summary>The version of the protocol.</summary>
    public const int Protocol = 1;

    /// <summary>A function as an extension describes it.</summary>
    public static DataObject Write(FunctionSignature signature) =>
        DataObject.Of(
            ("module", signature.Module),
            ("name", signature.Name),
            ("kind", signature.Kind == ActivityKind.Probe ? "probe" : "action"),
            ("summary", signature.Summary),
            ("returns", signature.ReturnType),
            ("parameters", DataArray.Of(signature.Parameters.Select(Write)))
        );

    /// <summary>A function from its description; null where the description lacks something.</summary>
    public static FunctionSignature? ReadSignature(DataNode node) =>
        node is DataObject described
        && described.Text("module") is { Length: > 0 } module
        && described.Text("name") is { Length: > 0 } name
        && described.Text("kind") is "probe" or "action"
            ? new FunctionSignature
            {
                Module = module,
                Name = name,
                Kind = described.Text("kind") == "probe" ? ActivityKind.Probe : ActivityKind.Action,
                Summary = described.Text("summary") ?? "",
                ReturnType = described.Text("returns") ?? "object",
                Parameters = [.. Items(described["parameters"]).OfType<DataObject>().Select(ReadParameter)],
            }
            : null;

    /// <summary>How a call ended.</summary>
    public static DataObject Write(ActivityOutcome outcome)
    {
        var members = outcome switch
        {
            ActivityOutcome.Succeeded { Unproven: { } doubt } done => DataObject.Of(
                ("is", "succeeded"),
                ("output", done.Output),
                ("unproven", doubt)
            ),
            ActivityOutcome.Succeeded done => DataObject.Of(("is", "succeeded"), ("output", done.Output)),
            ActivityOutcome.Failed failed => DataObject.Of(("is", "failed"), ("message", failed.Message), ("trace", Texts(failed.Trace))),
            ActivityOutcome.Crashed crashed => DataObject.Of(("is", "crashed"), ("message", crashed.Message)),
            ActivityOutcome.ExitRequested exit => DataObject.Of(("is", "exit"), ("code", exit.Code)),
            _ => DataObject.Of(("is", "stopped")),
        };
        return outcome.Warnings.Length == 0 ? members : members.With("warnings", Texts(outcome.Warnings));
    }

    /// <summary>An outcome from its message; what can't be understood crashed.</summary>
    public static ActivityOutcome ReadOutcome(DataObject answer)
    {
        ActivityOutcome outcome = answer.Text("is") switch
        {
            "succeeded" => new ActivityOutcome.Succeeded(answer["output"] ?? DataNull.Instance) { Unproven = answer.Text("unproven") },
            "failed" => new ActivityOutcome.Failed(answer.Text("message") ?? "it failed, and does not say why")
            {
                Trace = ReadTexts(answer["trace"]),
            },
            "crashed" => new ActivityOutcome.Crashed(answer.Text("message") ?? "it crashed, and does not say why"),
            "exit" => new ActivityOutcome.ExitRequested(answer["code"] is DataNumber code ? (int)code.ToDouble() : 1),
            "stopped" => new ActivityOutcome.Stopped(),
            var other => new ActivityOutcome.Crashed(
                $"it answered '{other}', which is no outcome; {answer.Text("message")}".TrimEnd(' ', ';')
            ),
        };
        return outcome with { Warnings = ReadTexts(answer["warnings"]) };
    }

    /// <summary>A change that is about to be made.</summary>
    public static DataObject Write(ChangeRecord change) =>
        DataObject.Of(
            ("verb", change.Verb),
            ("resource", change.Resource),
            ("name", change.Name),
            ("namespace", change.Namespace is null ? DataNull.Instance : change.Namespace),
            ("before", (DataNode?)change.Before ?? DataNull.Instance),
            ("undo", change.Undo)
        );

    /// <summary>A change from its message; null where it lacks what every change says.</summary>
    public static ChangeRecord? ReadChange(DataObject? change) =>
        change?.Text("verb") is { } verb && change.Text("resource") is { } resource && change.Text("undo") is { } undo
            ? new ChangeRecord
            {
                Verb = verb,
                Resource = resource,
                Name = change.Text("name") ?? resource,
                Namespace = change.Text("namespace"),
                Before = change["before"] as DataObject,
                Undo = undo,
            }
            : null;

    /// <summary>A control as it is declared.</summary>
    public static DataObject Write(ControlDeclaration declaration) =>
        DataObject.Of(("name", declaration.Name), ("document", declaration.Document), ("global", declaration.IsGlobal));

    /// <summary>What a control answers; what it leaves as it was is absent.</summary>
    public static DataObject Write(ControlAnswer answer) =>
        new(
            new (string Key, DataNode? Value)[]
            {
                ("is", "answered"),
                ("context", answer.Context),
                ("state", answer.State),
                ("experiment", answer.Experiment),
                ("configuration", answer.Configuration),
                ("secrets", answer.Secrets),
                ("interrupt", Optional(answer.Interrupt)),
                ("exit", answer.Exit is { } code ? code : null),
                ("leave-out", answer.LeaveOut ? true : null),
                ("problem", Optional(answer.Problem)),
            }
                .Where(member => member.Value is not null)
                .Select(member => new DataMember(member.Key, member.Value!))
        );

    /// <summary>What came of asking for a secret.</summary>
    public static DataObject Write(SecretAnswer answer)
    {
        var members = answer switch
        {
            SecretAnswer.Found found => DataObject.Of(
                ("is", "found"),
                ("value", found.Value),
                ("leases", DataArray.Of(found.Leases.Select(lease => (DataNode)Write(lease))))
            ),
            SecretAnswer.Failed failed => DataObject.Of(
                ("is", "failed"),
                ("message", failed.Message),
                ("remedy", failed.Remedy is null ? DataNull.Instance : failed.Remedy)
            ),
            _ => throw new System.Diagnostics.UnreachableException(answer.GetType().Name),
        };
        return members.With("warnings", Texts(answer.Warnings)).With("sensitive", Texts(answer.Sensitive));
    }

    /// <summary>An answer from its message; what can't be understood is no secret.</summary>
    public static SecretAnswer ReadSecret(DataObject answer)
    {
        SecretAnswer read =
            answer.Text("is") == "found" && answer["value"] is { } value
                ? new SecretAnswer.Found(value) { Leases = [.. Items(answer["leases"]).Select(ReadLease).OfType<SecretLease>()] }
                : new SecretAnswer.Failed(answer.Text("message") ?? "it gave no secret, and does not say why", answer.Text("remedy"));
        return read with { Warnings = ReadTexts(answer["warnings"]), Sensitive = ReadTexts(answer["sensitive"]) };
    }

    /// <summary>Something lent for a time, in seconds.</summary>
    public static DataObject Write(SecretLease lease) =>
        DataObject.Of(("id", lease.Id), ("seconds", lease.Duration.TotalSeconds), ("renewable", lease.IsRenewable));

    /// <summary>A lease from its message; null where it is none.</summary>
    public static SecretLease? ReadLease(DataNode? node) =>
        node is DataObject lease
        && lease.Text("id") is { } id
        && lease["seconds"] is DataNumber seconds
        && seconds.ToDouble() is >= 0 and < 1e9
            ? new SecretLease(id, TimeSpan.FromSeconds(seconds.ToDouble()), lease["renewable"] is DataBoolean { Value: true })
            : null;

    /// <summary>The texts of a list; empty where there is none.</summary>
    public static ImmutableArray<string> ReadTexts(DataNode? list) => [.. Items(list).OfType<DataString>().Select(text => text.Value)];

    /// <summary>A list of texts.</summary>
    public static DataArray Texts(IEnumerable<string> texts) => DataArray.Of(texts.Select(text => (DataNode)text));

    /// <summary>A number of a message; null where there is none.</summary>
    public static long? Number(DataObject message, string key) =>
        message[key] is DataNumber { IsInteger: true } number && long.TryParse(number.Text, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    private static DataNode Write(FunctionParameter parameter)
    {
        var members = DataObject.Of(("name", parameter.Name), ("type", parameter.Type), ("summary", parameter.Summary));
        return parameter.Default is null ? members : members.With("default", parameter.Default);
    }

    private static FunctionParameter ReadParameter(DataObject parameter) =>
        new(parameter.Text("name") ?? "", parameter.Text("type") ?? "object", parameter["default"], parameter.Text("summary") ?? "");

    private static ImmutableArray<DataNode> Items(DataNode? list) => (list as DataArray)?.Items ?? [];

    private static DataString? Optional(string? text) => text is null ? null : new DataString(text);
}

using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;
using Faultline.Lab.Objects.Ownership;
using Microsoft.AspNetCore.Http;

namespace Faultline.Lab.Api;

/// <summary>How a client wants to write, beside what.</summary>
internal sealed class WriteOptions
{
    private const int MostManager = 128;

    private WriteOptions(string? manager, string agent, bool isDryRun, string fieldValidation, bool force)
    {
        Manager = manager;
        Agent = agent;
        IsDryRun = isDryRun;
        FieldValidation = fieldValidation;
        Force = force;
    }

    /// <summary>The name that the client gave itself; null where it gave none.</summary>
    public string? Manager { get; }

    /// <summary>Whether to say only what would be.</summary>
    public bool IsDryRun { get; }

    /// <summary>What to do about fields that the type does not have: Ignore, Warn or Strict.</summary>
    public string FieldValidation { get; }

    /// <summary>Whether an apply takes what others own.</summary>
    public bool Force { get; }

    /// <summary>What the client is warned of.</summary>
    public List<string> Warnings { get; } = [];

    private string Agent { get; }

    /// <summary>Reads the options of a request.</summary>
    /// <exception cref="KubernetesException">One of them makes no sense.</exception>
    public static WriteOptions Of(HttpRequest request)
    {
        var query = request.Query;
        var dryRun = query["dryRun"].ToString();
        if (dryRun is not ("" or "All"))
        {
            throw Invalid("dryRun", Cause.NotSupported("dryRun", Tree.List([dryRun]), "All"));
        }

        var validation = query["fieldValidation"].ToString();
        if (validation is not ("" or "Ignore" or "Warn" or "Strict"))
        {
            throw Invalid("fieldValidation", Cause.NotSupported("fieldValidation", validation, "", "Ignore", "Strict", "Warn"));
        }

        var manager = query["fieldManager"].ToString();
        if (manager.Length > MostManager)
        {
            throw Invalid("fieldManager", Cause.TooLong("fieldManager", MostManager));
        }

        var agent = request.Headers.UserAgent.ToString().Split('/')[0];
        return new WriteOptions(
            manager.Length == 0 ? null : manager,
            agent.Length == 0 ? "unknown" : agent[..Math.Min(agent.Length, MostManager)],
            dryRun == "All",
            validation.Length == 0 ? "Warn" : validation,
            ObjectQuery.Flag(query, "force")
        );
    }

    /// <summary>The writer, for the account of who set what.</summary>
    public FieldManager Writer(string operation, ApiPath path, TimeProvider time) =>
        new(Manager ?? Agent, operation, path.Subresource, path.Served.ToString(), KubernetesTime.Seconds(time.GetUtcNow()), FieldSet.None);

    /// <summary>Warns of fields that the type does not have, or refuses them.</summary>
    /// <exception cref="KubernetesException">The client wants them refused.</exception>
    public void Report(IEnumerable<string> unknown, ApiPath path)
    {
        var texts = unknown.Select(field => $"unknown field \"{field}\"").ToList();
        if (texts.Count > 0 && FieldValidation == "Strict")
        {
            throw KubernetesException.BadRequest(
                $"{path.Kind.Kind} in version \"{path.Served.Version}\" cannot be handled as a {path.Kind.Kind}: strict decoding error: {string.Join(", ", texts)}"
            );
        }

        if (FieldValidation == "Warn")
        {
            Warnings.AddRange(texts.Except(Warnings));
        }
    }

    private static KubernetesException Invalid(string field, Cause cause) =>
        new(422, "Invalid", $"options are invalid: {field}: {cause.Message}", DataObject.Of(("causes", Cause.Write([cause]))));
}

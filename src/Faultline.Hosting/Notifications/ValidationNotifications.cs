using Faultline.Engine.Configuration;
using Faultline.Engine.Model;

namespace Faultline.Hosting.Notifications;

/// <summary>Tells of a validation: that it began, and what came of it.</summary>
public static class ValidationNotifications
{
    /// <summary>Tells of one document.</summary>
    /// <param name="notifier">Who tells.</param>
    /// <param name="prepared">The document, and what is wrong with it.</param>
    /// <param name="isStrict">Whether what is dubious is wrong.</param>
    public static void Tell(Notifier notifier, Preparation prepared, bool isStrict)
    {
        if (!notifier.IsNeeded || prepared.Document is not { } document)
        {
            return;
        }

        var mask = new SecretMask(prepared.Variables);
        var payload = document is Abstractions.Data.DataObject mapping ? mask.ApplyToDocument(mapping) : mask.Apply(document);
        var wrong = prepared
            .Diagnostics.Where(problem => isStrict || problem.Severity != DiagnosticSeverity.Warning)
            .Select(problem => mask.Apply(problem.Message))
            .ToList();
        notifier.Tell("validate-started", "validate", payload);
        if (wrong.Count == 0)
        {
            notifier.Tell("validate-completed", "validate", payload);
        }
        else
        {
            notifier.Tell("validate-failed", "validate", payload, string.Join("; ", wrong));
        }
    }
}

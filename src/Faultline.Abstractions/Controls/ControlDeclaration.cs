using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Controls;

/// <summary>A control as a document, the settings or a control file declare it.</summary>
/// <param name="Name">Its name: controls of the same name are configured and cleaned up once.</param>
/// <param name="Document">The whole object.</param>
public sealed record ControlDeclaration(string Name, DataObject Document)
{
    /// <summary>Whether it was declared outside of the document, and applies to every experiment.</summary>
    public bool IsGlobal { get; init; }

    /// <summary>The <c>provider</c> object; empty where there is none.</summary>
    public DataObject Provider => Document["provider"] as DataObject ?? DataObject.Empty;

    /// <summary>The kind of provider, such as <c>python</c>; null where none is named.</summary>
    public string? ProviderType => Provider.Text("type");

    /// <summary>The module of a control that is written in Python, or stands in for one; null where none is named.</summary>
    public string? Module => Provider.Text("module");

    /// <summary>Its arguments, variables not replaced.</summary>
    public DataObject Arguments => Provider["arguments"] as DataObject ?? DataObject.Empty;

    /// <summary>Whether it wants to be called at this moment: <c>scope</c> leaves out what comes before, or after.</summary>
    public bool Covers(ControlHook hook) =>
        Document.Text("scope") switch
        {
            "before" => !hook.IsAfter(),
            "after" => !hook.IsBefore(),
            _ => true,
        };
}

using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Faultline.Generators;

/// <summary>
/// The documentation that stands before a declaration. It is read from the text, since the compiler keeps it as a comment only
/// where no documentation file is written.
/// </summary>
internal sealed class Documentation
{
    private readonly XElement _root;

    private Documentation(XElement root) => _root = root;

    public string Summary => Text("summary");

    public string Remarks => Text("remarks");

    public string Returns => Text("returns");

    /// <summary>What it says of exceptions, in order.</summary>
    public IEnumerable<string> Exceptions => _root.Elements("exception").Select(Text).Where(text => text.Length > 0);

    /// <summary>What it says of a parameter; empty where nothing.</summary>
    public string Parameter(string name) =>
        _root.Elements("param").FirstOrDefault(element => (string?)element.Attribute("name") == name) is { } found ? Text(found) : "";

    public static Documentation Of(ISymbol symbol, CancellationToken stop)
    {
        var syntax = symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(stop);
        return new(Parse(syntax?.GetLeadingTrivia().ToFullString() ?? ""));
    }

    private static XElement Parse(string trivia)
    {
        var lines = trivia
            .Split('\n')
            .Select(line => line.Trim())
            .Where(line => line.StartsWith("///", StringComparison.Ordinal))
            .Select(line => line.Substring(3));
        try
        {
            return XElement.Parse("<doc>" + string.Join("\n", lines) + "</doc>", LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            // The compiler says what is wrong with it.
            return new XElement("doc");
        }
    }

    private string Text(string name) => _root.Element(name) is { } element ? Text(element) : "";

    private static string Text(XElement element) => Regex.Replace(string.Concat(element.Nodes().Select(Words)), @"\s+", " ").Trim();

    private static string Words(XNode node) =>
        node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "c" or "code" } code => $"'{code.Value}'",
            XElement { Name.LocalName: "paramref" } parameter => $"'{Spelling.Snake((string?)parameter.Attribute("name") ?? "")}'",
            XElement { Name.LocalName: "see" or "seealso", IsEmpty: true } see => (string?)see.Attribute("langword")
                ?? ((string?)see.Attribute("cref") ?? "").Split('.', ':').Last(),
            XElement { Name.LocalName: "para" } paragraph => " " + string.Concat(paragraph.Nodes().Select(Words)) + " ",
            XElement other => string.Concat(other.Nodes().Select(Words)),
            _ => "",
        };
}

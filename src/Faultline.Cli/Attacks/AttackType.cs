using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Faultline.Abstractions.Data;

namespace Faultline.Cli.Attacks;

/// <summary>One kind of attack: its flags, and the fault that they mean.</summary>
internal abstract class AttackType
{
    /// <summary>The name, such as <c>packet_loss</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Other names.</summary>
    public virtual string[] Aliases => [];

    /// <summary>What it does, in a sentence.</summary>
    public abstract string Summary { get; }

    /// <summary>The full name of the fault's function.</summary>
    public abstract string Fault { get; }

    /// <summary>Its flags, in the order of the help.</summary>
    public abstract IReadOnlyList<Option> Flags { get; }

    /// <summary>How long it lasts.</summary>
    public Option<long> Length { get; } =
        AttackFlag.Whole("--length", "-l", "How many seconds it lasts.", "SECONDS", initial: 60, least: 1, most: 31_449_600);

    /// <summary>Whether it lasts, rather than happens once.</summary>
    public virtual bool HasLength => true;

    /// <summary>Whether one target holds many things to choose among, as a host holds processes.</summary>
    public virtual bool ChoosesAmongMany => false;

    /// <summary>How long it lasts; null where it happens once.</summary>
    public TimeSpan? Duration(ParseResult parsed) => HasLength ? TimeSpan.FromSeconds(parsed.GetValue(Length)) : null;

    /// <summary>When, as the lines of an attack have it: <c>for 60 seconds</c>.</summary>
    public virtual string Span(ParseResult parsed) => string.Create(CultureInfo.InvariantCulture, $"for {parsed.GetValue(Length)} seconds");

    /// <summary>The fault's arguments.</summary>
    public abstract DataObject Arguments(ParseResult parsed);

    /// <summary>Finds what is wrong with flags that are fine one by one.</summary>
    public virtual IEnumerable<string> Check(CommandResult result) => [];
}

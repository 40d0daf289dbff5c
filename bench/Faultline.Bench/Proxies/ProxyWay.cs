using System.Globalization;

namespace Faultline.Bench.Proxies;

/// <summary>A way to the server: direct, or through a proxy.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Port">Where it begins.</param>
/// <param name="ProcessId">The process to which it leads: the proxy's, or the server's.</param>
internal sealed record ProxyWay(string Name, int Port, int ProcessId)
{
    // The kernel counts processor time in hundredths of a second here.
    private const double Tick = 0.01;

    private readonly Dictionary<string, List<double>> _figures = [];

    /// <summary>Seconds of processor time that the process has used.</summary>
    public double Processor()
    {
        var fields = File.ReadAllText($"/proc/{ProcessId}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (Number(fields[11]) + Number(fields[12])) * Tick;
    }

    /// <summary>KiB of memory that the process uses.</summary>
    public double Memory() =>
        Number(
            File.ReadLines($"/proc/{ProcessId}/status").First(line => line.StartsWith("VmRSS", StringComparison.Ordinal)).Split(' ')[^2]
        );

    /// <summary>Keeps a figure.</summary>
    public void Add(string name, double figure)
    {
        if (!_figures.TryGetValue(name, out var list))
        {
            _figures[name] = list = [];
        }

        list.Add(figure);
    }

    /// <summary>The names of its figures, in the order in which they were first kept.</summary>
    public IEnumerable<string> Figures => _figures.Keys;

    /// <summary>What was kept last.</summary>
    public double Last(string name) => _figures[name][^1];

    /// <summary>The median of a figure; null where there is none.</summary>
    public double? Median(string name) => _figures.TryGetValue(name, out var figures) ? Middle(figures) : null;

    /// <summary>The median of what a figure is to another way's, round by round.</summary>
    public double Ratio(string name, ProxyWay other) => Middle(_figures[name].Zip(other._figures[name], (mine, theirs) => mine / theirs));

    private static double Middle(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

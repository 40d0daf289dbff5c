using System.Globalization;

namespace Faultline.Bench.Proxies;

/// <summary>A way to the server: direct, or through a proxy.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Port">Where it begins.</param>
/// <param name="ProcessId">The proxy's process; 0 for none.</param>
internal sealed record ProxyWay(string Name, int Port, int ProcessId)
{
    // The kernel counts processor time in hundredths of a second here.
    private const double Tick = 0.01;

    private readonly Dictionary<string, List<double>> _figures = [];

    /// <summary>Seconds of processor time that the proxy has used.</summary>
    public double Processor()
    {
        if (ProcessId == 0)
        {
            return 0;
        }

        var fields = File.ReadAllText($"/proc/{ProcessId}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (Number(fields[11]) + Number(fields[12])) * Tick;
    }

    /// <summary>KiB of memory that the proxy uses.</summary>
    public double Memory() =>
        ProcessId == 0
            ? 0
            : Number(
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

    /// <summary>The median of a figure.</summary>
    public double Median(string name) => Middle(_figures[name]);

    /// <summary>The median of what a figure is to another way's, round by round.</summary>
    public double Ratio(string name, ProxyWay other) => Middle(_figures[name].Zip(other._figures[name], (mine, theirs) => mine / theirs));

    private static double Middle(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

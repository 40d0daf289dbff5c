using System.Globalization;

namespace Faultline.KillSweep;

/// <summary>What a sweep is told.</summary>
internal sealed record SweepOptions
{
    /// <summary>How the command is used.</summary>
    public const string Usage = """
        Kills runs with faults at every moment, and looks whether everything is as it was.

          dotnet run -c Release --project tests/Faultline.KillSweep -- [--kills 10000] [--parallel 6] [--only TEXT] [--target TEXT]
                                                                       [--moment TEXT] [--seed 1] [--faultline PATH] [--without-lab]
        """;

    /// <summary>How many kills.</summary>
    public int Kills { get; init; } = 330;

    /// <summary>How many at the same time.</summary>
    public int Parallel { get; init; } = 6;

    /// <summary>Only the faults whose names hold the text.</summary>
    public string Only { get; init; } = "";

    /// <summary>Only the targets whose names are the text.</summary>
    public string Target { get; init; } = "";

    /// <summary>Only at that moment.</summary>
    public string Moment { get; init; } = "";

    public int Seed { get; init; } = 20261121;

    /// <summary>The command; null for the launcher's.</summary>
    public string? Faultline { get; init; }

    public bool HasLab { get; init; } = true;

    /// <summary>The options of a command line; null where it makes no sense.</summary>
    public static SweepOptions? Read(string[] words)
    {
        var options = new SweepOptions();
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] == "--without-lab")
            {
                options = options with { HasLab = false };
                continue;
            }

            if (i + 1 >= words.Length)
            {
                return null;
            }

            var value = words[++i];
            var number = int.TryParse(value, CultureInfo.InvariantCulture, out var parsed) ? parsed : -1;
            switch (words[i - 1])
            {
                case "--kills" when number > 0:
                    options = options with { Kills = number };
                    break;
                case "--parallel" when number > 0:
                    options = options with { Parallel = number };
                    break;
                case "--seed" when number >= 0:
                    options = options with { Seed = number };
                    break;
                case "--only":
                    options = options with { Only = value };
                    break;
                case "--target":
                    options = options with { Target = value };
                    break;
                case "--moment":
                    options = options with { Moment = value };
                    break;
                case "--faultline":
                    options = options with { Faultline = value };
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}

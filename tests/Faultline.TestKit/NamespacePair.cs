using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Faultline.TestKit;

/// <summary>
/// Two network namespaces of a test's own, joined by a cable, with IPv4 and IPv6 addresses on both ends; they go with the test.
/// <code>
/// Near: eth0 10.99.0.1/16, fd99::1/64  ────  Far: eth0 10.99.0.2, 10.99.0.3 …, fd99::2, fd99::3 …
/// </code>
/// </summary>
public sealed class NamespacePair : IDisposable
{
    private const string Prefix = "flt";
    private const string Names = "/run/netns";
    private const string NearMac = "02:00:00:00:00:01";
    private const string FarMac = "02:00:00:00:00:02";
    private static int s_count;

    private NamespacePair(string near, string far) => (Near, Far) = (near, far);

    /// <summary>The name of the namespace in which faults are made.</summary>
    public string Near { get; }

    /// <summary>The name of the namespace at the other end.</summary>
    public string Far { get; }

    /// <summary>The device on both ends.</summary>
    public static string Device => "eth0";

    /// <summary>The near end's address.</summary>
    public static IPAddress NearAddress => IPAddress.Parse("10.99.0.1");

    /// <summary>The near end's IPv6 address.</summary>
    public static IPAddress NearAddress6 => IPAddress.Parse("fd99::1");

    /// <summary>The far end's first address.</summary>
    public static IPAddress FarAddress => FarAddressAt(0);

    /// <summary>The far end's first IPv6 address.</summary>
    public static IPAddress FarAddress6 => IPAddress.Parse("fd99::2");

    /// <summary>One of the far end's addresses: 10.99.0.2 and up.</summary>
    public static IPAddress FarAddressAt(int index) => new([10, 99, 0, (byte)(2 + index)]);

    /// <summary>One of the far end's IPv6 addresses: fd99::2 and up.</summary>
    public static IPAddress FarAddress6At(int index) => IPAddress.Parse($"fd99::{2 + index:x}");

    /// <summary>Why there can be none here; null where there can.</summary>
    public static string? WhyNot()
    {
        if (Environment.UserName != "root")
        {
            return "network namespaces need root";
        }

        return FindTool("ip") is null ? "network namespaces of tests need 'ip' (package iproute2)" : null;
    }

    /// <summary>Makes them.</summary>
    /// <param name="farAddresses">How many addresses of each family the far end has.</param>
    public static NamespacePair Create(int farAddresses = 4)
    {
        var number = Interlocked.Increment(ref s_count);
        if (number == 1)
        {
            RemoveLeftovers();
        }

        var stem = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{number}");
        var pair = new NamespacePair(stem + "a", stem + "b");
        try
        {
            var lines = new List<string>
            {
                $"netns add {pair.Near}",
                $"netns add {pair.Far}",
                $"link add {Device} netns {pair.Near} address {NearMac} type veth peer name {Device} netns {pair.Far} address {FarMac}",
            };
            Batch(null, lines);
            var near = new List<string>
            {
                "link set lo up",
                $"link set {Device} up",
                $"addr add {NearAddress}/16 dev {Device}",
                $"addr add {NearAddress6}/64 dev {Device} nodad",
            };
            // Both know each other: on a machine under load a first packet would wait for that, and tests for it.
            var far = new List<string>
            {
                "link set lo up",
                $"link set {Device} up",
                $"neigh add {NearAddress} lladdr {NearMac} dev {Device} nud permanent",
                $"neigh add {NearAddress6} lladdr {NearMac} dev {Device} nud permanent",
            };
            for (var i = 0; i < farAddresses; i++)
            {
                far.Add($"addr add {FarAddressAt(i)}/16 dev {Device}");
                far.Add($"addr add {FarAddress6At(i)}/64 dev {Device} nodad");
                near.Add($"neigh add {FarAddressAt(i)} lladdr {FarMac} dev {Device} nud permanent");
                near.Add($"neigh add {FarAddress6At(i)} lladdr {FarMac} dev {Device} nud permanent");
            }

            Batch(pair.Near, near);
            Batch(pair.Far, far);
            WaitUntilUp(pair.Near);
            WaitUntilUp(pair.Far);
            return pair;
        }
        catch
        {
            pair.Dispose();
            throw;
        }
    }

    /// <summary>Runs <c>ip</c> in one of the namespaces, or in ours where none is named, and returns what it prints.</summary>
    public static string Ip(string? name, params string[] arguments) => Run(name, FindTool("ip")!, arguments, null);

    /// <summary>Runs a program in one of the namespaces and returns what it prints.</summary>
    public static string Run(string name, string program, params string[] arguments) => Run(name, program, arguments, null);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var name in (string[])[Near, Far])
        {
            if (File.Exists(Path.Combine(Names, name)))
            {
                _ = Run(null, FindTool("ip")!, ["netns", "delete", name], null);
            }
        }
    }

    /// <summary>Where a program is; null where it is not installed.</summary>
    public static string? FindTool(string name) =>
        ((string[])["/usr/sbin", "/sbin", "/usr/bin", "/bin", "/usr/local/bin"])
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    // A cable that was just plugged in swallows what is sent, until the kernel has come round to it.
    private static void WaitUntilUp(string name)
    {
        var clock = Stopwatch.StartNew();
        while (!Ip(name, "link", "show", "dev", Device).Contains("state UP", StringComparison.Ordinal))
        {
            if (clock.Elapsed > TimeSpan.FromSeconds(20))
            {
                throw new InvalidOperationException($"{Device} in {name} does not come up");
            }
        }
    }

    // A test run that was killed could not tidy up.
    private static void RemoveLeftovers()
    {
        foreach (var path in Directory.Exists(Names) ? Directory.EnumerateFiles(Names, Prefix + "*-*") : [])
        {
            var name = Path.GetFileName(path);
            var pid = name[Prefix.Length..name.IndexOf('-', StringComparison.Ordinal)];
            if (pid.All(char.IsAsciiDigit) && !Directory.Exists("/proc/" + pid))
            {
                try
                {
                    _ = Run(null, FindTool("ip")!, ["netns", "delete", name], null);
                }
                catch (InvalidOperationException)
                {
                    // Somebody else was faster.
                }
            }
        }
    }

    private static void Batch(string? name, IEnumerable<string> lines) =>
        _ = Run(name, FindTool("ip")!, ["-batch", "-"], string.Join('\n', lines) + "\n");

    private static string Run(string? name, string program, string[] arguments, string? input)
    {
        string[] all = name is null ? [program, .. arguments] : [FindTool("ip")!, "netns", "exec", name, program, .. arguments];
        var start = new ProcessStartInfo(all[0], all[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Write(input ?? "");
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{string.Join(' ', all)} ended with {process.ExitCode}: {errors.Result}");
    }
}

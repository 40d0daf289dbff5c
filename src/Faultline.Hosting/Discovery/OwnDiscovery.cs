using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Functions;

namespace Faultline.Hosting.Discovery;

/// <summary>Our own functions in the shape of the reference's discovery (reference specification §19.1).</summary>
public static class OwnDiscovery
{
    // Whose functions ours stand for is known by two names.
    private static readonly Dictionary<string, string> s_modulesByPackage = new(StringComparer.OrdinalIgnoreCase)
    {
        ["chaostoolkit-kubernetes"] = "chaosk8s",
        ["chaostoolkit-aws"] = "chaosaws",
        ["chaostoolkit-addons"] = "chaosaddons",
    };

    /// <summary>Our functions in a package or module; all where none is named; none where we have none there.</summary>
    public static ImmutableArray<FunctionSignature> Find(FunctionCatalog functions, string? package)
    {
        var all = functions.All.Select(function => function.Signature);
        if (package is null or "faultline")
        {
            return [.. all];
        }

        var module = s_modulesByPackage.GetValueOrDefault(package, package);
        return
        [
            .. all.Where(signature => signature.Module == module || signature.Module.StartsWith(module + ".", StringComparison.Ordinal)),
        ];
    }

    /// <summary>A discovery of functions.</summary>
    /// <param name="functions">The functions.</param>
    /// <param name="package">The package or module they stand for; null where all are meant.</param>
    /// <param name="version">Our version.</param>
    /// <param name="time">The clock.</param>
    /// <param name="id">What tells this discovery from others.</param>
    public static DataObject Of(IEnumerable<FunctionSignature> functions, string? package, string version, TimeProvider time, Guid id) =>
        DataObject.Of(
            ("chaoslib_version", "1.45.0"),
            ("id", id.ToString()),
            ("target", package ?? "faultline"),
            ("date", time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)),
            (
                "platform",
                DataObject.Of(
                    ("system", "Linux"),
                    ("node", Environment.MachineName),
                    ("release", Release()),
                    ("version", RuntimeInformation.OSDescription),
                    ("machine", RuntimeInformation.OSArchitecture == Architecture.X64 ? "x86_64" : "aarch64"),
                    ("proc", ""),
                    ("python", DataNull.Instance)
                )
            ),
            ("extension", DataObject.Of(("name", "faultline"), ("version", version))),
            ("activities", DataArray.Of(functions.Select(Activity))),
            ("system", DataNull.Instance)
        );

    private static string Release()
    {
        const string file = "/proc/sys/kernel/osrelease";
        return File.Exists(file) ? File.ReadAllText(file).Trim() : Environment.OSVersion.Version.ToString();
    }

    private static DataObject Activity(FunctionSignature signature) =>
        DataObject.Of(
            ("type", signature.Kind == ActivityKind.Probe ? "probe" : "action"),
            ("name", signature.Name),
            ("mod", signature.Module),
            ("doc", signature.Summary),
            (
                "arguments",
                DataArray.Of(
                    signature
                        .Parameters.Select(Argument)
                        .Append(DataObject.Of(("name", "secrets"), ("default", DataNull.Instance), ("type", "mapping")))
                )
            )
        );

    private static DataObject Argument(FunctionParameter parameter)
    {
        var argument = DataObject.Of(("name", parameter.Name));
        argument = parameter.Default is null ? argument : argument.With("default", parameter.Default);
        return argument.With("type", parameter.Type);
    }
}

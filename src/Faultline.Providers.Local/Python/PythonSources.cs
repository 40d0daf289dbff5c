using System.Globalization;
using System.Text;
using Faultline.Abstractions.Data;

namespace Faultline.Providers.Local.Python;

/// <summary>The Python that we bring along: the host, and stand-ins for modules that may not be installed.</summary>
internal static class PythonSources
{
    /// <summary>Where the host reads and writes. Wrappers of <c>python3</c> are shell scripts, and those use small numbers.</summary>
    public const int ReadsAt = 60;

    /// <inheritdoc cref="ReadsAt"/>
    public const int WritesAt = 61;

    private const string StandIn = "python/";

    /// <summary>The arguments of an interpreter that becomes the host: it reads the host's text from its pipe and goes on there.</summary>
    public static IReadOnlyList<string> Arguments { get; } =
    [
        "-c",
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            import os, sys
            sys.version_info >= (3, 8) or sys.exit("it is Python %d.%d, and 3.8 or later is needed" % sys.version_info[:2])
            pipe = os.fdopen({{ReadsAt}}, "rb")
            host = {"__name__": "faultline"}
            exec(compile(pipe.read(int(pipe.readline())), "faultline", "exec"), host)
            host["begin"](pipe, {{WritesAt}})
            """
        ),
    ];

    /// <summary>What an interpreter is sent first: the host's text, and a message with the stand-ins.</summary>
    public static byte[] Opening()
    {
        byte[] host = [.. Read("host.py"), (byte)'\n', .. Read("controls.py")];
        var standIns = typeof(PythonSources)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(StandIn, StringComparison.Ordinal))
            .Select(name => (name[StandIn.Length..], (DataNode)Encoding.UTF8.GetString(Read(name))));
        var message = DataObject.Of(("modules", DataObject.Of([.. standIns])));
        return
        [
            .. Encoding.ASCII.GetBytes(host.Length.ToString(CultureInfo.InvariantCulture) + "\n"),
            .. host,
            .. PythonMessage.Frame(0, message),
        ];
    }

    private static byte[] Read(string name)
    {
        using var stream = typeof(PythonSources).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}

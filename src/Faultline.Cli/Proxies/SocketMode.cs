namespace Faultline.Cli.Proxies;

/// <summary>How the sockets of this process tell that they are ready, which is chosen before there is one, and for all.</summary>
internal static class SocketMode
{
    private const string Inline = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>
    /// A proxy, whose work is a few microseconds for each event, does it on the threads that wait for events: to hand it on would cost
    /// more than the work. Every other command may block, and keeps its threads.
    /// </summary>
    public static void Choose(string[] line)
    {
        if (line.SkipWhile(word => word != "proxy").Take(2).LastOrDefault() != "serve")
        {
            return;
        }

#pragma warning disable RS0030 // .NET knows this setting as a variable alone, reads it once, and it is meant for this process, which starts no other.
        Environment.SetEnvironmentVariable(Inline, Environment.GetEnvironmentVariable(Inline) ?? "1");
#pragma warning restore RS0030
    }
}

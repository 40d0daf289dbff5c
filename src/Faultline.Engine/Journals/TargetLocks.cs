using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Journals;

/// <summary>A thing that a run is about to change.</summary>
/// <param name="Identity">What no other thing has.</param>
/// <param name="Words">What to call it.</param>
public sealed record LockedTarget(string Identity, string Words)
{
    /// <summary>Whether others that share it too may hold it at the same time.</summary>
    public bool IsShared { get; init; }
}

/// <summary>A thing that another run holds.</summary>
/// <param name="Words">What we call it.</param>
/// <param name="RunId">The other run.</param>
/// <param name="Title">Its title.</param>
/// <param name="TheirWords">What the other run calls it.</param>
/// <param name="Since">When it took it, as it wrote it down.</param>
public sealed record LockConflict(string Words, string RunId, string Title, string TheirWords, string Since);

/// <summary>
/// The targets of the runs that go on: a file each, locked by the kernel for as long as the run lives, so that no death leaves one
/// behind that is held.
/// </summary>
/// <param name="stateDirectory">The state directory.</param>
public sealed class TargetLocks(string stateDirectory)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const string LockEnd = ".lock";
    private const string HolderEnd = ".json";

    private static readonly TimeSpan Stale = TimeSpan.FromDays(30);

    private readonly string _folder = Path.Combine(stateDirectory, "locks");

    /// <summary>Takes what is free.</summary>
    /// <param name="targets">What the run is about to change.</param>
    /// <param name="runId">The run.</param>
    /// <param name="title">Its title.</param>
    /// <param name="now">When it begins.</param>
    /// <returns>What is held until it is disposed of, and what others hold.</returns>
    /// <exception cref="IOException">The files can't be written.</exception>
    public (IDisposable Held, ImmutableArray<LockConflict> Conflicts) Take(
        IEnumerable<LockedTarget> targets,
        string runId,
        string title,
        DateTimeOffset now
    )
    {
        var held = new Held();
        var conflicts = ImmutableArray.CreateBuilder<LockConflict>();
        try
        {
            var all = targets.DistinctBy(target => target.Identity).ToList();
            if (all.Count > 0)
            {
                Directory.CreateDirectory(stateDirectory, OwnerOnly);
                Directory.CreateDirectory(_folder, OwnerOnly);
                ClearUp(now);
            }

            foreach (var target in all)
            {
                var text = JsonText.Write(
                    DataObject.Of(
                        ("run", runId),
                        ("title", title),
                        ("target", target.Words),
                        ("since", now.UtcDateTime.ToString("u", System.Globalization.CultureInfo.InvariantCulture))
                    ),
                    indent: 0
                );
                if (Take(PathOf(target), text, target.IsShared, now) is { } file)
                {
                    held.Add(file);
                }
                else
                {
                    conflicts.Add(Conflict(target));
                }
            }

            return (held, conflicts.ToImmutable());
        }
        catch (UnauthorizedAccessException e)
        {
            held.Dispose();
            throw new IOException(e.Message, e);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    // Null where another holds it. What the holder says stands beside the lock, since a locked file can't be read.
    private static FileStream? Take(string path, string text, bool isShared, DateTimeOffset now)
    {
        FileStream file;
        try
        {
            // The kernel's lock is shared by readers, and by nobody else.
            file = isShared
                ? new FileStream(path + LockEnd, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read)
                : new FileStream(path + LockEnd, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException) when (File.Exists(path + LockEnd))
        {
            return null;
        }

        // For whoever clears up.
        File.SetLastWriteTimeUtc(file.SafeFileHandle, now.UtcDateTime);
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path + HolderEnd, overwrite: true);
        return file;
    }

    // Names of pods never come again: what nobody has taken for long is cleared away.
    private void ClearUp(DateTimeOffset now)
    {
        foreach (
            var path in Directory
                .EnumerateFiles(_folder, "*" + LockEnd)
                .Where(path => File.GetLastWriteTimeUtc(path) < now.UtcDateTime - Stale)
        )
        {
            try
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None);
                File.Delete(path);
            }
            catch (IOException)
            {
                // Somebody has it after all.
            }
        }
    }

    private LockConflict Conflict(LockedTarget target)
    {
        DataObject? theirs;
        try
        {
            theirs = JsonText.Parse(File.ReadAllText(PathOf(target) + HolderEnd)) as DataObject;
        }
        catch (Exception e) when (e is DataSyntaxException or IOException)
        {
            theirs = null;
        }

        return new LockConflict(
            target.Words,
            theirs?.Text("run") ?? "another run",
            theirs?.Text("title") ?? "?",
            theirs?.Text("target") ?? target.Words,
            theirs?.Text("since") ?? "?"
        );
    }

    private string PathOf(LockedTarget target) =>
        Path.Combine(_folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(target.Identity)))[..32]);

    private sealed class Held : IDisposable
    {
        private readonly List<FileStream> _files = [];

        public void Add(FileStream file) => _files.Add(file);

        public void Dispose()
        {
            foreach (var file in _files)
            {
                // Removed while the lock is still ours; the lock's file stays, since another may be about to take it.
                File.Delete(file.Name[..^LockEnd.Length] + HolderEnd);
                file.Dispose();
            }

            _files.Clear();
        }
    }
}

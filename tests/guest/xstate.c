// User-Mode Linux reads and writes its guests' floating point registers with ptrace(2), into room for those of older processors.
// Where the host's registers are bigger (AMX), the host refuses to write a part of them, and the guest panics at its first process.
// Loaded before it, this writes the part over the whole. What the room has no space for is not used by the guest.
#include <elf.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static char whole[1 << 16];

long ptrace(enum __ptrace_request request, ...)
{
    va_list rest;
    va_start(rest, request);
    pid_t pid = va_arg(rest, pid_t);
    void *address = va_arg(rest, void *);
    void *data = va_arg(rest, void *);
    va_end(rest);
    if (request == PTRACE_SETREGSET && (long)address == NT_X86_XSTATE) {
        struct iovec *part = data;
        struct iovec all = { whole, sizeof whole };
        if (syscall(SYS_ptrace, PTRACE_GETREGSET, pid, address, &all) == 0 && part->iov_len < all.iov_len) {
            memcpy(whole, part->iov_base, part->iov_len);
            return syscall(SYS_ptrace, PTRACE_SETREGSET, pid, address, &all);
        }
    }
    long result = 0;
    if (request >= PTRACE_PEEKTEXT && request <= PTRACE_PEEKUSER) {
        // The call itself writes what it reads; the library returns it.
        if (syscall(SYS_ptrace, request, pid, address, &result) != 0)
            return -1;
        errno = 0;
        return result;
    }
    return syscall(SYS_ptrace, request, pid, address, data);
}

// SPDX-License-Identifier: MIT
// LD_PRELOAD: what a program does to the files below CRASH_FOLDER -> records in CRASH_LOG (operations.cpp
// reads them), and failures of it where CRASH_FAULT asks for them. Workers and the child that vets plugins
// are left alone.
//
// CRASH_FAULT="CALL:ERRNO:FIRST:COUNT[:NAME]": of the calls of this kind, the FIRST-th and COUNT-1 more after
// it fail. CALL is open (of what may have to be made), mkdir, write, short (the FIRST-th writes half, those
// after it fail), fsync, rename, unlink or read; NAME: only where the path contains it. ERRNO 0: they do not
// fail, but the process stops before them (SIGSTOP).
#include "shim.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define REAL(name) (__extension__(__typeof__(&name)) real(#name))
#define EXPORT __attribute__((visibility("default")))

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static struct {
    bool is_on;
    char folder[PATH_MAX], log[PATH_MAX];
    char call[16], name[64];
    int number;
    unsigned long first, count, seen;
} shim;

static bool is_helper(void) {
    char words[512] = {0};
    const int file = REAL(open)("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    const ssize_t size = file < 0 ? 0 : REAL(read)(file, words, sizeof words - 1);
    if (file >= 0)
        close(file);
    const char *verb = words + strlen(words) + 1;
    return size <= 0 || verb >= words + size || strncmp(verb, "__", 2) == 0;
}

__attribute__((constructor)) static void begin(void) {
    const char *folder = getenv("CRASH_FOLDER"), *log = getenv("CRASH_LOG"), *fault = getenv("CRASH_FAULT");
    if (folder == NULL || is_helper())
        return;
    snprintf(shim.folder, sizeof shim.folder, "%s/", folder);
    snprintf(shim.log, sizeof shim.log, "%s", log ? log : "");
    if (fault != NULL)
        sscanf(fault, "%15[^:]:%d:%lu:%lu:%63s", shim.call, &shim.number, &shim.first, &shim.count,
               shim.name);
    shim.is_on = true;
}

// An operation on a path, or on two.

struct operation {
    enum crash_kind kind;
    int flags;
    const char *path, *other;
    uint64_t inode, offset, size;
    const void *data;
};

static void put(const struct operation *o) {
    if (shim.log[0] == '\0')
        return;
    const struct crash_record record = {
        .kind = (uint32_t)o->kind,
        .flags = o->flags,
        .path_size = (uint32_t)strlen(o->path),
        .other_size = o->other ? (uint32_t)strlen(o->other) : 0,
        .inode = o->inode,
        .offset = o->offset,
        .data_size = o->data ? o->size : 0,
    };
    const int file = REAL(open)(shim.log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (file < 0 || REAL(write)(file, &record, sizeof record) < 0 ||
        REAL(write)(file, o->path, record.path_size) < 0 ||
        REAL(write)(file, o->other ? o->other : "", record.other_size) < 0 ||
        REAL(write)(file, o->data ? o->data : "", record.data_size) < 0)
        abort(); // a log with holes would prove nothing
    close(file);
}

/// Logs without changing errno, which the caller may look at.
static void note(struct operation o) {
    const int before = errno;
    put(&o);
    errno = before;
}

static bool is_below(const char *path) {
    const size_t size = strlen(shim.folder);
    return strncmp(path, shim.folder, size) == 0 || strncmp(path, shim.folder, size - 1) == 0;
}

/// Who holds a lock, for others to read: no result, and none that depends on it.
static bool is_lock(const char *path) {
    const size_t size = strlen(path);
    return size > 5 && strcmp(path + size - 5, ".lock") == 0;
}

/// The path of a descriptor; false where it is not below the folder, or of a lock.
static bool of_descriptor(int descriptor, char *path) {
    if (!shim.is_on)
        return false;
    const int before = errno;
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    const ssize_t size = readlink(link, path, PATH_MAX - 1);
    errno = before;
    if (size < 0)
        return false;
    path[size] = '\0';
    return is_below(path) && !is_lock(path);
}

/// `name` as an absolute path; false where that is not below the folder.
static bool of_name(int folder, const char *name, char *path) {
    if (!shim.is_on)
        return false;
    const int before = errno;
    char begin[PATH_MAX] = "";
    if (name[0] != '/') {
        char link[64] = "/proc/self/cwd";
        if (folder != AT_FDCWD)
            snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        const ssize_t size = readlink(link, begin, sizeof begin - 2);
        if (size > 0)
            strcpy(begin + size, "/");
    }
    while (strncmp(name, "./", 2) == 0)
        name += 2;
    const int size = snprintf(path, PATH_MAX, "%s%s", begin, name);
    errno = before;
    return size > 0 && size < PATH_MAX && is_below(path);
}

static uint64_t inode_of(int descriptor) {
    const int before = errno;
    struct stat about = {0};
    fstat(descriptor, &about);
    errno = before;
    return about.st_ino;
}

/// True where this call is to fail; errno says how.
static bool fails(const char *call, const char *path) {
    const bool is_short = strcmp(shim.call, "short") == 0;
    if (strcmp(shim.call, call) != 0 && !(is_short && strcmp(call, "write") == 0))
        return false;
    if (shim.name[0] != '\0' && strstr(path, shim.name) == NULL)
        return false;
    const unsigned long now = ++shim.seen;
    if (now < shim.first + (is_short ? 1 : 0) || now - shim.first >= shim.count)
        return false;
    note((struct operation){.kind = CRASH_FAULT, .flags = shim.number, .path = path});
    if (shim.number == 0)
        raise(SIGSTOP);
    else
        errno = shim.number;
    return shim.number != 0;
}

/// How much of a write that `fails` lets pass is to be done.
static size_t allowed(const char *path, size_t size) {
    if (strcmp(shim.call, "short") != 0 || shim.seen != shim.first || size < 2)
        return size;
    if (shim.name[0] != '\0' && strstr(path, shim.name) == NULL)
        return size;
    note((struct operation){.kind = CRASH_FAULT, .path = path});
    return size / 2;
}

// The calls.

static int opened(int folder, const char *name, int flags, mode_t mode) {
    char path[PATH_MAX];
    const bool is_ours = of_name(folder, name, path);
    const bool makes = (flags & (O_CREAT | O_TRUNC)) != 0;
    const bool changes = makes || (flags & O_ACCMODE) != O_RDONLY;
    if (is_ours && makes && fails("open", path))
        return -1;
    const int descriptor = REAL(openat)(folder, name, flags, mode);
    if (is_ours && changes && descriptor >= 0)
        note((struct operation){
            .kind = CRASH_OPEN, .flags = flags, .path = path, .inode = inode_of(descriptor)});
    return descriptor;
}

#define MODE_OF(flags, mode)                                                                                 \
    mode_t mode = 0;                                                                                         \
    if (((flags) & (O_CREAT | O_TMPFILE)) != 0) {                                                            \
        va_list more;                                                                                        \
        va_start(more, flags);                                                                               \
        mode = va_arg(more, mode_t);                                                                         \
        va_end(more);                                                                                        \
    }

EXPORT int open(const char *name, int flags, ...) {
    MODE_OF(flags, mode)
    return opened(AT_FDCWD, name, flags, mode);
}
EXPORT int open64(const char *name, int flags, ...) {
    MODE_OF(flags, mode)
    return opened(AT_FDCWD, name, flags, mode);
}
EXPORT int openat(int folder, const char *name, int flags, ...) {
    MODE_OF(flags, mode)
    return opened(folder, name, flags, mode);
}
EXPORT int openat64(int folder, const char *name, int flags, ...) {
    MODE_OF(flags, mode)
    return opened(folder, name, flags, mode);
}
EXPORT int creat(const char *name, mode_t mode) {
    return opened(AT_FDCWD, name, O_CREAT | O_WRONLY | O_TRUNC, mode);
}
EXPORT int creat64(const char *name, mode_t mode) { return creat(name, mode); }

static void note_write(int descriptor, const char *path, const void *data, off_t offset, ssize_t size) {
    if (size > 0)
        note((struct operation){.kind = CRASH_WRITE,
                                .path = path,
                                .inode = inode_of(descriptor),
                                .offset = (uint64_t)offset,
                                .size = (uint64_t)size,
                                .data = data});
}

EXPORT ssize_t write(int descriptor, const void *data, size_t size) {
    char path[PATH_MAX];
    if (!of_descriptor(descriptor, path))
        return REAL(write)(descriptor, data, size);
    if (fails("write", path))
        return -1;
    const off_t offset = lseek(descriptor, 0, SEEK_CUR);
    const ssize_t done = REAL(write)(descriptor, data, allowed(path, size));
    note_write(descriptor, path, data, offset, done);
    return done;
}

EXPORT ssize_t pwrite(int descriptor, const void *data, size_t size, off_t offset) {
    char path[PATH_MAX];
    if (!of_descriptor(descriptor, path))
        return REAL(pwrite)(descriptor, data, size, offset);
    if (fails("write", path))
        return -1;
    const ssize_t done = REAL(pwrite)(descriptor, data, allowed(path, size), offset);
    note_write(descriptor, path, data, offset, done);
    return done;
}
EXPORT ssize_t pwrite64(int descriptor, const void *data, size_t size, off_t offset) {
    return pwrite(descriptor, data, size, offset);
}

EXPORT int ftruncate(int descriptor, off_t size) {
    char path[PATH_MAX];
    const bool is_ours = of_descriptor(descriptor, path);
    if (is_ours && strcmp(shim.call, "short") != 0 && fails("write", path))
        return -1;
    const int result = REAL(ftruncate)(descriptor, size);
    if (is_ours && result == 0)
        note((struct operation){
            .kind = CRASH_TRUNCATE, .path = path, .inode = inode_of(descriptor), .offset = (uint64_t)size});
    return result;
}
EXPORT int ftruncate64(int descriptor, off_t size) { return ftruncate(descriptor, size); }

EXPORT int fsync(int descriptor) {
    char path[PATH_MAX];
    const bool is_ours = of_descriptor(descriptor, path);
    if (is_ours && fails("fsync", path))
        return -1;
    const int result = REAL(fsync)(descriptor);
    if (is_ours && result == 0)
        note((struct operation){.kind = CRASH_SYNC, .path = path, .inode = inode_of(descriptor)});
    return result;
}
EXPORT int fdatasync(int descriptor) { return fsync(descriptor); }

static int renamed(int from, const char *name, int to, const char *other) {
    char path[PATH_MAX], target[PATH_MAX];
    const bool is_ours = of_name(from, name, path) && of_name(to, other, target);
    if (is_ours && fails("rename", target))
        return -1;
    const int result = REAL(renameat)(from, name, to, other);
    if (is_ours && result == 0)
        note((struct operation){.kind = CRASH_RENAME, .path = path, .other = target});
    return result;
}
EXPORT int rename(const char *name, const char *other) { return renamed(AT_FDCWD, name, AT_FDCWD, other); }
EXPORT int renameat(int from, const char *name, int to, const char *other) {
    return renamed(from, name, to, other);
}

static int removed(int folder, const char *name, int flags) {
    char path[PATH_MAX];
    const bool is_ours = of_name(folder, name, path);
    if (is_ours && fails("unlink", path))
        return -1;
    const int result = REAL(unlinkat)(folder, name, flags);
    if (is_ours && result == 0)
        note((struct operation){.kind = CRASH_UNLINK, .path = path});
    return result;
}
EXPORT int unlink(const char *name) { return removed(AT_FDCWD, name, 0); }
EXPORT int unlinkat(int folder, const char *name, int flags) { return removed(folder, name, flags); }
EXPORT int rmdir(const char *name) { return removed(AT_FDCWD, name, AT_REMOVEDIR); }
EXPORT int remove(const char *name) {
    const int result = removed(AT_FDCWD, name, 0);
    return result != 0 && errno == EISDIR ? removed(AT_FDCWD, name, AT_REMOVEDIR) : result;
}

EXPORT int mkdir(const char *name, mode_t mode) {
    char path[PATH_MAX];
    const bool is_ours = of_name(AT_FDCWD, name, path);
    if (is_ours && fails("mkdir", path))
        return -1;
    const int result = REAL(mkdir)(name, mode);
    if (is_ours && result == 0)
        note((struct operation){.kind = CRASH_MKDIR, .path = path});
    return result;
}

EXPORT int link(const char *name, const char *other) {
    char path[PATH_MAX], target[PATH_MAX];
    const bool is_ours = of_name(AT_FDCWD, name, path) && of_name(AT_FDCWD, other, target);
    const int result = REAL(link)(name, other);
    if (is_ours && result == 0)
        note((struct operation){.kind = CRASH_LINK, .path = path, .other = target});
    return result;
}

EXPORT ssize_t read(int descriptor, void *data, size_t size) {
    char path[PATH_MAX];
    if (strcmp(shim.call, "read") == 0 && of_descriptor(descriptor, path) && fails("read", path))
        return -1;
    return REAL(read)(descriptor, data, size);
}
EXPORT ssize_t pread(int descriptor, void *data, size_t size, off_t offset) {
    char path[PATH_MAX];
    if (strcmp(shim.call, "read") == 0 && of_descriptor(descriptor, path) && fails("read", path))
        return -1;
    return REAL(pread)(descriptor, data, size, offset);
}
EXPORT ssize_t pread64(int descriptor, void *data, size_t size, off_t offset) {
    return pread(descriptor, data, size, offset);
}

/// What is told to the person at the keyboard: the progress counter, above all.
EXPORT size_t fwrite(const void *data, size_t size, size_t count, FILE *file) {
    if (shim.is_on && file == stderr)
        note((struct operation){.kind = CRASH_REPORT, .path = "", .size = size * count, .data = data});
    return REAL(fwrite)(data, size, count, file);
}

/* SPDX-License-Identifier: MIT */
/* Preloaded into a program that qemu-x86_64 runs: what it executes is run by the same qemu, as the processor
 * EMULATED_CPU. Without it the kernel would execute it on the processor that is there. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <limits.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

static const char qemu[] = QEMU;
enum { most_words = 64, before_arguments = 6 };

struct command {
    char program[PATH_MAX];
    char *words[most_words];
};

/* qemu -cpu CPU -0 ARGV0 PROGRAM ARGUMENTS... */
static void make_command(struct command *command, const char *path, char *const argv[]) {
    if (strcmp(path, "/proc/self/exe") != 0)
        strncpy(command->program, path, sizeof command->program - 1);
    else if (readlink(path, command->program, sizeof command->program - 1) < 0) /* qemu answers: not itself */
        abort();
    char *first[before_arguments] = {"qemu-x86_64", "-cpu",  getenv("EMULATED_CPU"),
                                     "-0",          argv[0], command->program};
    memcpy(command->words, first, sizeof first);
    for (int i = 1; argv[i]; ++i) {
        if (before_arguments + i >= most_words)
            abort();
        command->words[before_arguments - 1 + i] = argv[i];
    }
}

int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const argv[], char *const environment[]) {
    int (*real)(pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *,
                char *const[], char *const[]);
    *(void **)&real = dlsym(RTLD_NEXT, "posix_spawn");
    struct command command = {{0}, {0}};
    make_command(&command, path, argv);
    return real(pid, qemu, actions, attributes, command.words, environment);
}

int execv(const char *path, char *const argv[]) {
    struct command command = {{0}, {0}};
    make_command(&command, path, argv);
    return execve(qemu, command.words, environ);
}

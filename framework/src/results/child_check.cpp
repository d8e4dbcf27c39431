// SPDX-License-Identifier: MIT
#include "results/child_check.hpp"

#include "results/h5.hpp"
#include "results/input.hpp"
#include "results/results.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace thalweg::results {

using h5::check;
using h5::Failure;
using h5::Handle;

namespace {

constexpr const char *not_ours = "it is an HDF5 file, but not a results file of thalweg";

/// Reads headers, lengths and, where it is small, the content of one object.
herr_t visit(hid_t root, const char *name, const H5O_info_t *about, void *) {
    if (about->type != H5O_TYPE_DATASET)
        return 0;
    const Handle dataset(H5Dopen2(root, name, H5P_DEFAULT), H5Dclose, "open a dataset");
    const Handle space(H5Dget_space(dataset.get()), H5Sclose, "read a shape");
    const Handle type(H5Dget_type(dataset.get()), H5Tclose, "read a type");
    for (const std::string &attribute : h5::attributes(dataset.get()))
        Handle(H5Aopen(dataset.get(), attribute.c_str(), H5P_DEFAULT), H5Aclose, "open an attribute");
    const hssize_t points = check(H5Sget_simple_extent_npoints(space.get()), "read a shape");
    const std::size_t size = H5Tget_size(type.get());
    constexpr std::size_t small = 1U << 20;
    if (size == 0 || points <= 0 || static_cast<std::size_t>(points) > small / size)
        return 0;
    std::vector<std::byte> values(static_cast<std::size_t>(points) * size);
    check(H5Dread(dataset.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "read a dataset");
    return 0;
}

/// Why the file cannot be used; empty where it can.
std::string walk(const std::filesystem::path &path) {
    try {
        const Handle file = h5::open_file(path);
        const Handle root(H5Gopen2(file.get(), "/", H5P_DEFAULT), H5Gclose, "open the root");
        if (!h5::has_attribute(root.get(), "format") || h5::read_text(root.get(), "format") != format_name)
            return not_ours;
        const std::string version = h5::read_text(root.get(), "format_version");
        std::uint64_t major = 0;
        std::from_chars(version.data(), version.data() + version.size(), major);
        if (major > format_major)
            return fmt::format("its format is {}, newer than {}, which this thalweg reads", version,
                               format_version);
        check(H5Ovisit2(root.get(), H5_INDEX_NAME, H5_ITER_NATIVE, visit, nullptr, H5O_INFO_BASIC),
              "walk the file");
        return {};
    } catch (const Failure &failure) {
        return std::string("it is damaged: ") + failure.what();
    }
}

[[noreturn]] void be_child(const std::filesystem::path &path, int answer, pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) // it had died before prctl
        ::_exit(1);
    for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL})
        std::signal(signal, SIG_DFL);
    const std::string why = walk(path);
    const auto written = ::write(answer, why.data(), why.size());
    ::_exit(written == static_cast<ssize_t>(why.size()) ? 0 : 1);
}

/// What arrives until the other end closes; nothing where that takes too long.
std::optional<std::string> listen(int descriptor) {
    using Clock = std::chrono::steady_clock;
    const auto deadline = Clock::now() + std::chrono::seconds(10);
    std::string text;
    for (;;) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        pollfd waiting{descriptor, POLLIN, 0};
        const int ready = left > 0 ? ::poll(&waiting, 1, static_cast<int>(left)) : 0;
        if (ready == 0)
            return std::nullopt;
        if (ready < 0)
            continue;
        std::array<char, 4096> buffer;
        const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
        if (count == 0)
            return text;
        if (count > 0)
            text.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

void check_magic(const std::filesystem::path &file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        throw Errors(unusable(file, std::strerror(errno)));
    constexpr std::string_view magic("\x89HDF\r\n\x1a\n", 8);
    std::array<char, magic.size()> head{};
    stream.read(head.data(), head.size());
    if (!stream || std::string_view(head.data(), head.size()) != magic)
        throw Errors(unusable(file, "it is not an HDF5 file"));
}

} // namespace

bool is_of_others(const std::filesystem::path &file) {
    try {
        check_in_child(file);
        return false;
    } catch (const Errors &errors) {
        return errors.list.front().why == not_ours;
    }
}

void check_in_child(const std::filesystem::path &file) {
    check_magic(file);
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        throw Errors(unusable(file, std::strerror(errno)));
    const pid_t self = ::getpid(), child = ::fork();
    if (child == 0)
        be_child(file, ends[1], self);
    const int number = errno;
    ::close(ends[1]);
    const auto answer = child > 0 ? listen(ends[0]) : std::nullopt;
    ::close(ends[0]);
    if (child < 0)
        throw Errors(unusable(file, std::strerror(number)));
    if (!answer)
        ::kill(child, SIGKILL);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (!answer)
        throw Errors(unusable(file, "it is damaged: HDF5 did not come to an end with it in 10 s"));
    if (!answer->empty())
        throw Errors(unusable(file, *answer));
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        throw Errors(unusable(file, "it is damaged: HDF5 crashed on it"));
}

} // namespace thalweg::results

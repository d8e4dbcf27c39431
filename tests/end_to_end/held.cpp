// SPDX-License-Identifier: MIT
#include "held.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace end_to_end {

Held::Held(const fs::path &out, const std::string &text) {
    const fs::path folder = out.string() + ".parts";
    fs::create_directory(folder);
    descriptor_ = ::open((folder / "run.lock").c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    const bool is_held = ::fcntl(descriptor_, F_OFD_SETLK, &lock) == 0;
    if (!is_held || ::write(descriptor_, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        throw std::runtime_error("the lock cannot be held");
}

Held::~Held() { ::close(descriptor_); }

std::string host_name() {
    std::array<char, 256> name{};
    ::gethostname(name.data(), name.size() - 1);
    return name.data();
}

pid_t dead_pid() {
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(0);
    ::waitpid(child, nullptr, 0);
    return child;
}

} // namespace end_to_end

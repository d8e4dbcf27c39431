// SPDX-License-Identifier: MIT
// The functions behind the thalweg_host table: log goes to a callback, and there are no extensions yet.
#include "library/host_services.hpp"

#include <cstdio>
#include <string>
#include <utility>

#ifndef THALWEG_VERSION
#error "the build defines THALWEG_VERSION from project()"
#endif

namespace thalweg::library {

struct HostServices::State {
    Log log;
    thalweg_host table;
};

namespace {

const void *no_extension(void * /*ctx*/, const char * /*id*/) { return nullptr; }

} // namespace

HostServices::HostServices(Log log) : state_(std::make_unique<State>()) {
    state_->log = std::move(log);
    state_->table = {.struct_size = sizeof(thalweg_host),
                     .abi_major = THALWEG_ABI_MAJOR,
                     .abi_minor = THALWEG_ABI_MINOR,
                     .ctx = state_.get(),
                     .name = "thalweg",
                     .version = THALWEG_VERSION,
                     .log =
                         [](void *ctx, std::int32_t level, const char *text) {
                             const auto *state = static_cast<const State *>(ctx);
                             if (text == nullptr || !state->log)
                                 return;
                             try {
                                 state->log(level, text);
                             } catch (...) { // nothing of C++ crosses the ABI
                             }
                         },
                     .get_extension = no_extension};
}

HostServices HostServices::to_stderr() {
    return HostServices([](int level, std::string_view text) {
        if (level < 3)
            return;
        std::string line(level == 3 ? "warning: " : "error: ");
        line.append(text).append("\n");
        std::fputs(line.c_str(), stderr); // one call, so that lines of threads do not mix
    });
}

HostServices::HostServices(HostServices &&) noexcept = default;
HostServices &HostServices::operator=(HostServices &&) noexcept = default;
HostServices::~HostServices() = default;

const thalweg_host &HostServices::table() const { return state_->table; }

} // namespace thalweg::library

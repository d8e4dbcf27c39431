// SPDX-License-Identifier: MIT
// The child of a check: loads one plugin and tests the promises that it is asked for.
#include "conformance/check_messages.hpp"
#include "conformance/check_process.hpp"
#include "library/channel.hpp"
#include "library/interview.hpp"
#include "library/parameters.hpp"
#include "library/schema.hpp"
#include "library/vet_process.hpp"
#include "library/whole.hpp"

#include <algorithm>
#include <dlfcn.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <sys/resource.h>
#include <unistd.h>

namespace thalweg::conformance {

namespace {

using nlohmann::json;

/// Far more than a plugin needs in a few dozen coordinates; a sanitizer's own memory would count too, and
/// there allocations are not counted.
void limit_memory(AllocationCounter allocations) {
    const rlimit limit{rlim_t{4} << 30, rlim_t{4} << 30};
    if (allocations.start != nullptr)
        ::setrlimit(RLIMIT_DATA, &limit);
}

/// The module of a file that the loader has refused, where it is one of this ABI; else NULL.
const thalweg_module *refused_module(const std::string &file) {
    void *const library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_NOLOAD);
    const auto entry = library == nullptr
                           ? nullptr
                           : reinterpret_cast<thalweg_module_v1_fn>(::dlsym(library, THALWEG_ENTRY_NAME));
    const thalweg_module *module = entry != nullptr ? entry() : nullptr;
    const bool is_ours = module != nullptr && module->magic == THALWEG_MAGIC &&
                         module->abi_major == THALWEG_ABI_MAJOR &&
                         module->min_host_minor <= THALWEG_ABI_MINOR;
    return is_ours ? module : nullptr;
}

/// Which component's parameters the loader means with `what`; none: it means something else.
ComponentName owner_of(const thalweg_module &module, const std::string &what) {
    for (std::uint64_t i = 0; module.components != nullptr && i < module.n_components; ++i) {
        const thalweg_component component = library::whole(module.components[i]);
        if (!THALWEG_HAS(thalweg_component, &component, vtable) || !library::is_lower_snake(component.name))
            continue;
        const bool is_objective = component.kind == THALWEG_KIND_OBJECTIVE;
        std::vector<library::Fault> faults;
        library::read_parameters(
            component, fmt::format("{} \"{}\"", is_objective ? "objective" : "optimizer", component.name),
            faults);
        if (std::any_of(faults.begin(), faults.end(), [&](const auto &fault) { return fault.what == what; }))
            return {component.name, component.kind};
    }
    return {};
}

LoadAnswer refuse(const std::string &file, const Errors &errors) {
    LoadAnswer answer;
    const thalweg_module *raw = refused_module(file);
    answer.is_ours = raw != nullptr;
    const thalweg_module module = raw != nullptr ? library::whole(raw) : thalweg_module{};
    for (const Error &error : errors.list)
        answer.refusals.push_back(
            {{error.what, error.where, error.why, error.fix}, owner_of(module, error.what)});
    return answer;
}

LoadAnswer describe(const LoadedPlugin &plugin) {
    LoadAnswer answer{.name = plugin.said().name, .version = plugin.said().version, .is_ours = true};
    for (const thalweg_component &component : plugin.components())
        answer.components.push_back({component.name, component.kind});
    return answer;
}

Outcome test(const LoadedPlugin &plugin, const TestRequest &request, AllocationCounter allocations) {
    if (request.component < 0)
        return keep(promises_of_modules()[request.promise], {plugin, 0, allocations});
    const auto index = static_cast<std::size_t>(request.component);
    const library::Kind kind = plugin.offers().at(index).description.kind;
    return keep(promises_of(kind)[request.promise], {plugin, index, allocations});
}

} // namespace

int check_main(int argc, char **argv, AllocationCounter allocations) {
    if (argc < 3 || !library::bind_to_parent(argv[2]))
        return static_cast<int>(Exit::fault);
    ::fcntl(library::vet_descriptor, F_SETFD,
            FD_CLOEXEC); // what a plugin starts does not keep the channel open
    library::Channel channel(library::vet_descriptor);
    limit_memory(allocations);
    json message;
    if (channel.receive(message) != library::Channel::Outcome::arrived)
        return static_cast<int>(Exit::fault);
    const auto request = message.get<LoadRequest>();
    library::Library library;
    std::unique_ptr<LoadedPlugin> plugin;
    library::limit_processor_time(std::chrono::seconds(request.seconds));
    try {
        plugin = std::make_unique<LoadedPlugin>(library, request.file);
        channel.send(describe(*plugin));
    } catch (const Errors &errors) {
        channel.send(refuse(request.file, errors));
    }
    while (plugin && channel.receive(message) == library::Channel::Outcome::arrived) {
        library::limit_processor_time(std::chrono::seconds(request.seconds));
        channel.send(test(*plugin, message.get<TestRequest>(), allocations));
    }
    ::_exit(0); // no destructor of a plugin runs
}

} // namespace thalweg::conformance

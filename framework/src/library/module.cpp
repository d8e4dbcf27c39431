// SPDX-License-Identifier: MIT
// The handshake with a plugin, step by step; the only use of Boost.DLL in the tree.
#define BOOST_DLL_USE_STD_FS
#include "library/module.hpp"

#include "library/error_buffer.hpp"
#include "library/process_state.hpp"
#include "library/whole.hpp"

#include <boost/dll/shared_library.hpp>
#include <dlfcn.h>
#include <fmt/format.h>
#include <map>

namespace thalweg::library {

namespace {

/// The reason in dlerror's words, without Boost's frame around them and the file's name before them.
std::string reason(const std::exception &failure, const std::filesystem::path &file) {
    std::string text = failure.what();
    const std::string frame = "(dlerror system message: ";
    if (const auto begin = text.find(frame); begin != std::string::npos) {
        text.erase(0, begin + frame.size());
        text.erase(text.rfind(')'));
    }
    if (text.starts_with(file.string() + ": "))
        text.erase(0, file.string().size() + 2);
    return text;
}

} // namespace

Error Module::refusal(std::string what, std::string why, std::string fix) const {
    return {.what = std::move(what),
            .where = file_.string(),
            .excerpt = {},
            .why = std::move(why),
            .fix = std::move(fix)};
}

Module::Module(const std::filesystem::path &file, const thalweg_host &host)
    : file_(std::filesystem::absolute(file)) {
    std::error_code ignored;
    if (!std::filesystem::exists(file_, ignored))
        throw Errors(refusal("there is no such plugin file", "nothing is there", "check the path"));
    const ProcessState before;
    std::string changed;
    try {
        shake_hands(open(), host);
        changed = before.restore();
    } catch (const Errors &) {
        before.restore();
        throw;
    } catch (const std::exception &failure) {
        before.restore();
        throw Errors(refusal("the plugin threw a C++ exception while it was loaded", failure.what(),
                             "no exception may leave a plugin: return a status"));
    } catch (...) {
        before.restore();
        throw Errors(refusal("the plugin threw an exception while it was loaded", "its type is unknown",
                             "no exception may leave a plugin: return a status"));
    }
    if (!changed.empty())
        notes_.push_back(fmt::format("{} changed {} of the whole process when it was loaded; it was put back",
                                     file_.string(), changed));
}

const thalweg_module *Module::open() const {
    using boost::dll::load_mode::type;
    // NODELETE: a plugin is never unloaded, also where the library object goes (its inline statics may be
    // shared)
    const auto mode = static_cast<type>(boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local |
                                        RTLD_NODELETE);
    boost::dll::shared_library library;
    try {
        library.load(file_, mode);
    } catch (const std::system_error &failure) {
        throw Errors(refusal("the file cannot be loaded as a plugin", reason(failure, file_),
                             "rebuild it as a shared library, linked against all that it uses"));
    }
    if (!library.has(THALWEG_ENTRY_NAME))
        throw Errors(refusal("the file is no thalweg plugin", "it exports no function " THALWEG_ENTRY_NAME,
                             "end its source with THALWEG_PLUGIN(...), or move it out of the plugin folder"));
    const auto entry = library.get<const thalweg_module *(void)>(THALWEG_ENTRY_NAME);
    return entry();
}

void Module::shake_hands(const thalweg_module *descriptor, const thalweg_host &host) {
    if (descriptor == nullptr)
        throw Errors(
            refusal("the plugin has no module", THALWEG_ENTRY_NAME " returned NULL", "return the module"));
    if (descriptor->magic != THALWEG_MAGIC)
        throw Errors(
            refusal("the plugin's module does not begin with the magic number",
                    fmt::format("it is {:#010x} instead of {:#010x}", descriptor->magic, THALWEG_MAGIC),
                    "set magic = THALWEG_MAGIC"));
    const auto built_for = fmt::format("{}.{}", descriptor->abi_major, descriptor->abi_minor);
    const auto ours = fmt::format("{}.{}", host.abi_major, host.abi_minor);
    if (descriptor->abi_major != host.abi_major)
        throw Errors(
            refusal(fmt::format("the plugin was built for ABI {}, this thalweg has ABI {}", built_for, ours),
                    "another major version is another ABI", "rebuild the plugin against this thalweg"));
    if (descriptor->min_host_minor > host.abi_minor)
        throw Errors(
            refusal(fmt::format("the plugin needs ABI {}.{} or newer, this thalweg has ABI {}",
                                descriptor->abi_major, descriptor->min_host_minor, ours),
                    fmt::format("it was built for ABI {} and uses something that is newer than this thalweg",
                                built_for),
                    "update thalweg"));
    const thalweg_module module = whole(descriptor);
    if (!THALWEG_HAS(thalweg_module, &module, n_components))
        throw Errors(
            refusal(fmt::format("the plugin's module is too short: struct_size {} ends before its field "
                                "n_components",
                                descriptor->struct_size),
                    "a field is read only where struct_size covers it, and this one is required",
                    "set struct_size = sizeof(thalweg_module)"));
    if (module.name == nullptr || *module.name == '\0' || module.version == nullptr)
        throw Errors(refusal("the plugin has no name or no version",
                             "results name the plugins that made them",
                             "set name and version of the module"));
    if (module.n_components == 0 || module.components == nullptr)
        throw Errors(refusal("the plugin offers no component", "n_components is 0 or components is NULL",
                             "list its objectives and optimizers in the module"));
    plugin_ = {file_.string(), module.name, module.version, module.build_info ? module.build_info : "", ""};

    std::vector<Fault> faults;
    std::map<std::pair<Kind, std::string>, int> seen;
    for (std::uint64_t i = 0; i < module.n_components; ++i) {
        offers_.push_back(read_component(module.components[i], faults));
        const Component &said = offers_.back().description;
        if (!said.name.empty() && ++seen[{said.kind, said.name}] == 2)
            faults.push_back({fmt::format("the plugin offers the component \"{}\" twice", said.name),
                              "experiment files could not say which they mean", "rename one of them"});
    }
    std::vector<Error> errors;
    errors.reserve(faults.size());
    for (Fault &fault : faults)
        errors.push_back(refusal(std::move(fault.what), std::move(fault.why), std::move(fault.fix)));
    if (!errors.empty())
        throw Errors(std::move(errors));
    if (module.init == nullptr)
        return;
    ErrorBuffer reason;
    if (const thalweg_status status = module.init(&host, reason.table()); status < 0)
        throw Errors(refusal("the plugin's init failed", reason.message(status),
                             "what it lacks is in its own words above"));
}

const Offer *Module::find(Kind kind, std::string_view name) const {
    for (const Offer &offer : offers_)
        if (offer.description.kind == kind && offer.description.name == name)
            return &offer;
    return nullptr;
}

} // namespace thalweg::library

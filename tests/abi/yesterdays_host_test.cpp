// SPDX-License-Identifier: MIT
// A host of 1.0, built from the frozen headers, drives the plugins of today: its structs end at pages that
// nobody may touch, so a plugin that takes a field of today for granted does not survive.
#include <v1_0/thalweg/abi.h>

#include <built_plugins.hpp>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <dlfcn.h>
#include <string>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

namespace {

/// A struct of 1.0, to the byte.
template <class T> class Frozen {
public:
    explicit Frozen(const T &value) {
        const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
        pages_ = static_cast<char *>(
            mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        mprotect(pages_ + page, page, PROT_NONE);
        at_ = reinterpret_cast<T *>(pages_ + page - sizeof(T));
        std::memcpy(at_, &value, sizeof value);
        at_->struct_size = sizeof(T);
    }
    ~Frozen() { munmap(pages_, 2 * static_cast<std::size_t>(sysconf(_SC_PAGESIZE))); }
    Frozen(const Frozen &) = delete;
    Frozen &operator=(const Frozen &) = delete;
    T *get() const { return at_; }
    T *operator->() const { return at_; }

private:
    char *pages_;
    T *at_;
};

const thalweg_host *host() {
    static const Frozen<thalweg_host> one([] {
        thalweg_host table{};
        table.abi_major = 1;
        table.name = "yesterday";
        table.version = "1.0";
        table.log = [](void *, int32_t, const char *) {};
        table.get_extension = [](void *, const char *) -> const void * { return nullptr; };
        return table;
    }());
    return one.get();
}

std::vector<thalweg_value> defaults(const thalweg_component &component) {
    std::vector<thalweg_value> values;
    for (uint64_t i = 0; i < component.n_params; ++i)
        values.push_back(component.params[i]->def);
    return values;
}

/// x² + y² for optimizers that ask.
thalweg_status bowl(void *, thalweg_eval *r) {
    if (r->want & THALWEG_W_F)
        *r->f = r->x[0] * r->x[0] + r->x[1] * r->x[1];
    for (int i = 0; i < 2; ++i) {
        if (r->want & THALWEG_W_G)
            r->g[i] = 2 * r->x[i];
        for (int j = 0; j < 2 && (r->want & THALWEG_W_H); ++j)
            r->h[2 * i + j] = i == j ? 2 : 0;
    }
    return THALWEG_OK;
}

void drive_objective(const thalweg_component &component) {
    const auto &vt = *static_cast<const thalweg_objective_vt *>(component.vtable);
    const auto values = defaults(component);
    void *self = nullptr;
    REQUIRE(vt.create(host(), values.data(), values.size(), vt.default_dim, 0, &self, nullptr) == THALWEG_OK);
    const Frozen<thalweg_problem> problem(thalweg_problem{});
    REQUIRE(vt.describe(self, problem.get(), nullptr) == THALWEG_OK);
    CHECK((problem->dim == vt.default_dim || vt.default_dim == 0)); // 0: its parameters decide
    alignas(64) double x[128] = {}, f = NAN, g[128] = {};
    REQUIRE(problem->dim <= 128);
    if (problem->x0 != nullptr)
        std::memcpy(x, problem->x0, problem->dim * sizeof(double));
    else // it draws its starts
        REQUIRE(vt.start(self, 0, 1, x, nullptr) == THALWEG_OK);
    const Frozen<thalweg_eval> request(thalweg_eval{});
    request->want = THALWEG_W_F | (problem->caps & THALWEG_W_G);
    request->n_points = 1;
    request->dim = request->ld = problem->dim;
    request->x = x;
    request->f = &f;
    request->g = g;
    CHECK(vt.eval(self, request.get(), nullptr) == THALWEG_OK);
    CHECK(std::isfinite(f));
    vt.destroy(self);
}

void drive_optimizer(const thalweg_component &component) {
    const auto &vt = *static_cast<const thalweg_optimizer_vt *>(component.vtable);
    std::vector<thalweg_value> values = defaults(component);
    const Frozen<thalweg_block> block([] {
        thalweg_block one{};
        one.name = "x";
        one.rank = 1;
        one.shape[0] = 2;
        return one;
    }());
    const thalweg_block *const blocks[] = {block.get()};
    const Frozen<thalweg_layout> layout({0, 0, 1, blocks});
    void *self = nullptr;
    REQUIRE(vt.create(host(), values.data(), values.size(), layout.get(), 2, &self, nullptr) == THALWEG_OK);
    alignas(64) double x[2] = {3, -2}, g[2] = {6, -4}, f = NAN;
    const Frozen<thalweg_run_info> info({0, 0, x, 7, 10, 100});
    REQUIRE(vt.reset(self, info.get(), nullptr) == THALWEG_OK);
    thalweg_oracle asked{};
    asked.caps = THALWEG_W_F | THALWEG_W_G | THALWEG_W_H;
    asked.eval = bowl;
    asked.dim = 2;
    asked.next_batch = [](void *) -> thalweg_status { return THALWEG_OK; };
    asked.report = [](void *, const double *, double, const double *) -> thalweg_status {
        return THALWEG_OK;
    };
    const Frozen<thalweg_oracle> oracle(asked);
    const double value = 13;
    if (vt.update)
        CHECK(vt.update(self, x, g, &value) == THALWEG_OK);
    else
        CHECK((vt.step ? vt.step : vt.run)(self, oracle.get(), x, &f, nullptr) >= THALWEG_OK);
    CHECK((std::isfinite(x[0]) && x[0] != 3));
    vt.destroy(self);
}

} // namespace

TEST_CASE("a host of yesterday: drives each plugin of today with the structs of 1.0") {
    std::vector<std::string> files(std::begin(built_plugins), std::end(built_plugins));
    files.emplace_back(THALWEG_TEST_PLUGINS "/languages/minimal_plugin.so");
    int components = 0;
    for (const std::string &file : files) {
        INFO(file);
        void *const library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
        REQUIRE(library != nullptr);
        const auto entry = reinterpret_cast<thalweg_module_v1_fn>(dlsym(library, THALWEG_ENTRY_NAME));
        REQUIRE(entry != nullptr);
        const thalweg_module &module = *entry();
        REQUIRE(module.magic == THALWEG_MAGIC);
        REQUIRE(module.abi_major == 1);
        REQUIRE(module.min_host_minor == 0);
        REQUIRE(module.struct_size >= sizeof(thalweg_module));
        if (module.init)
            REQUIRE(module.init(host(), nullptr) == THALWEG_OK);
        for (uint64_t i = 0; i < module.n_components; ++i, ++components) {
            const thalweg_component &component = *module.components[i];
            INFO(component.name);
            (component.kind == THALWEG_KIND_OBJECTIVE ? drive_objective : drive_optimizer)(component);
        }
    }
    CHECK(components >= 23);
}

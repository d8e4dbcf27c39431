// SPDX-License-Identifier: MIT
#include "engine/stretches.hpp"

#include "library/problem.hpp"

#include <algorithm>

namespace thalweg::engine {

namespace {

constexpr std::size_t cache_line = 64 / sizeof(double);

/// The values of blocks of one role.
std::vector<Value> values_of(const std::vector<Value> &parameters, std::size_t role) {
    std::vector<Value> values = parameters;
    for (Value &value : values)
        if (const auto *by_role = std::get_if<ByRole>(&value))
            value = Value(to_value(*by_role->values[role]));
    return values;
}

std::uint64_t size_of(const thalweg_block &block) {
    std::uint64_t size = 1;
    for (std::uint64_t r = 0; r < block.rank; ++r)
        size *= block.shape[r];
    return size;
}

} // namespace

bool has_roles(const std::vector<Value> &parameters) {
    return std::ranges::any_of(parameters,
                               [](const Value &value) { return std::holds_alternative<ByRole>(value); });
}

struct Stretches::Stretch {
    std::size_t offset = 0, size = 0;
    std::vector<Value> parameters;
    std::vector<thalweg_block> blocks; ///< with offsets from the start of the stretch
    std::vector<const thalweg_block *> pointers;
    thalweg_layout layout{};
    Vector x, g; ///< where the stretch does not begin on a cache line; else empty
    std::unique_ptr<library::OptimizerInstance> instance;

    void make(const library::Library &library, const plan::Cell &cell) {
        for (const thalweg_block &block : blocks)
            pointers.push_back(&block);
        layout = {sizeof(thalweg_layout), 0, blocks.size(), pointers.data()};
        if (offset % cache_line != 0) {
            x.resize(size);
            g.resize(size);
        }
        instance = std::make_unique<library::OptimizerInstance>(
            library, library::OptimizerOrder{.component = cell.optimizer->name,
                                             .parameters = parameters,
                                             .layout = &layout,
                                             .dimension = size,
                                             .folder = cell.folder});
    }
    void *self() const { return instance->self(); }
    const thalweg_optimizer_vt &rule() const { return instance->vtable(); }
    /// The stretch of a whole vector, on a cache line.
    const double *part(const double *whole, Vector &copy) const {
        if (copy.empty())
            return whole + offset;
        std::copy_n(whole + offset, size, copy.begin());
        return copy.data();
    }
    double *part(double *whole, Vector &copy) const {
        return const_cast<double *>(part(static_cast<const double *>(whole), copy));
    }
    void put_back(const Vector &copy, double *whole) const {
        std::copy(copy.begin(), copy.end(), whole + offset);
    }
};

struct Stretches::Calls {
    static std::vector<std::unique_ptr<Stretch>> &of(void *self) {
        return static_cast<Stretches *>(self)->stretches_;
    }

    static thalweg_status reset(void *self, const thalweg_run_info *info, thalweg_error *error) {
        thalweg_run_info own = *info;
        for (const auto &s : of(self)) {
            own.x0 = s->part(info->x0, s->x);
            if (const thalweg_status status = s->rule().reset(s->self(), &own, error); status < 0)
                return status;
        }
        return THALWEG_OK;
    }

    static thalweg_status update(void *self, double *x, double *g, const double *f) {
        bool all_ended = true, all_converged = true;
        for (const auto &s : of(self)) {
            double *const own = s->part(x, s->x);
            const thalweg_status status = s->rule().update(s->self(), own, s->part(g, s->g), f);
            s->put_back(s->x, x);
            if (status < 0)
                return status;
            all_ended = all_ended && status != THALWEG_OK;
            all_converged = all_converged && status == THALWEG_CONVERGED;
        }
        return all_converged ? THALWEG_CONVERGED : all_ended ? THALWEG_STALLED : THALWEG_OK;
    }

    static thalweg_status solution(void *self, const double *x, double *out) {
        for (const auto &s : of(self)) {
            const double *const own = s->part(x, s->x);
            const thalweg_status status = s->rule().solution(s->self(), own, s->part(out, s->g));
            s->put_back(s->g, out);
            if (status != THALWEG_OK)
                return status;
        }
        return THALWEG_OK;
    }

    static thalweg_status set_param(void *self, std::uint64_t index, const thalweg_value *value,
                                    thalweg_error *error) {
        for (const auto &s : of(self))
            if (const thalweg_status status = s->rule().set_param(s->self(), index, value, error); status < 0)
                return status;
        return THALWEG_OK;
    }
};

Stretches::Stretches(const library::Library &library, const plan::Cell &cell, const thalweg_layout *layout) {
    const thalweg_block all{sizeof(thalweg_block), THALWEG_ROLE_OTHER, "x", 0, 1, {cell.dimension, 1, 1, 1}};
    const std::uint64_t n_blocks = layout != nullptr ? layout->n_blocks : 1;
    for (std::uint64_t b = 0; b < n_blocks; ++b) {
        thalweg_block block = layout != nullptr ? *layout->blocks[b] : all;
        if (size_of(block) == 0)
            continue;
        std::vector<Value> parameters = values_of(cell.optimizer_parameters, library::known_role(block));
        if (stretches_.empty() || stretches_.back()->parameters != parameters) {
            stretches_.push_back(std::make_unique<Stretch>());
            stretches_.back()->offset = block.offset;
            stretches_.back()->parameters = std::move(parameters);
        }
        Stretch &stretch = *stretches_.back();
        block.offset -= stretch.offset;
        stretch.size += size_of(block);
        stretch.blocks.push_back(block);
    }
    for (const auto &stretch : stretches_)
        stretch->make(library, cell);
    vtable_ = stretches_.front()->rule();
    vtable_.reset = Calls::reset;
    vtable_.update = Calls::update;
    if (vtable_.solution != nullptr)
        vtable_.solution = Calls::solution;
    if (vtable_.set_param != nullptr)
        vtable_.set_param = Calls::set_param;
}

Stretches::~Stretches() = default;

} // namespace thalweg::engine

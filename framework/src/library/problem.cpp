// SPDX-License-Identifier: MIT
// thalweg_problem -> Problem: rows of doubles become vectors, flags become optionals.
#include "library/problem.hpp"

#include <cmath>
#include <fmt/format.h>

namespace thalweg::library {

namespace {

std::vector<double> copy(const double *data, std::uint64_t count) {
    return data != nullptr ? std::vector<double>(data, data + count) : std::vector<double>{};
}

std::vector<std::vector<double>> copy_rows(const double *data, std::uint64_t rows, std::uint64_t dim) {
    std::vector<std::vector<double>> copied;
    for (std::uint64_t row = 0; row < rows; ++row)
        copied.push_back(copy(data + row * dim, dim));
    return copied;
}

std::string find_box_fault(const double *lower, const double *upper, const char *name, std::uint64_t dim) {
    if (lower == nullptr && upper == nullptr)
        return {};
    if (lower == nullptr || upper == nullptr)
        return fmt::format("describe gave one end of {} without the other", name);
    for (std::uint64_t i = 0; i < dim; ++i)
        if (!(lower[i] <= upper[i]))
            return fmt::format("describe gave {} from {} to {} in coordinate {}", name, lower[i], upper[i],
                               i);
    return {};
}

std::uint32_t roles_of(const thalweg_layout *layout) {
    if (layout == nullptr)
        return 1u << THALWEG_ROLE_OTHER;
    std::uint32_t roles = 0;
    for (std::uint64_t b = 0; b < layout->n_blocks; ++b)
        roles |= 1u << known_role(*layout->blocks[b]);
    return roles;
}

} // namespace

std::string find_layout_fault(const thalweg_layout *layout, std::uint64_t dim) {
    if (layout == nullptr)
        return {};
    std::uint64_t covered = 0;
    for (std::uint64_t b = 0; b < layout->n_blocks; ++b) {
        const thalweg_block *block = layout->blocks != nullptr ? layout->blocks[b] : nullptr;
        if (block == nullptr || block->rank < 1 || block->rank > 4)
            return fmt::format("block {} of its layout is NULL or of a rank other than 1 to 4", b);
        if (block->offset != covered)
            return fmt::format("block {} of its layout begins at {} instead of {}", b, block->offset,
                               covered);
        std::uint64_t size = 1;
        for (std::uint64_t r = 0; r < block->rank; ++r)
            if (block->shape[r] == 0 || __builtin_mul_overflow(size, block->shape[r], &size))
                return fmt::format(
                    "block {} of its layout has no size: a number of its shape is 0, or their product "
                    "is too large",
                    b);
        if (__builtin_add_overflow(covered, size, &covered))
            return fmt::format("block {} of its layout ends beyond any number", b);
    }
    return covered == dim ? "" : fmt::format("its layout covers {} of {} coordinates", covered, dim);
}

std::string find_fault(const thalweg_problem &p, std::uint64_t asked) {
    if (p.dim == 0)
        return "describe gave dimension 0";
    if (asked != 0 && p.dim != asked)
        return fmt::format("describe gave dimension {}, but {} was asked for", p.dim, asked);
    if ((p.caps & THALWEG_W_F) == 0)
        return "describe gave caps without F: it has no value to minimise";
    if ((p.caps & THALWEG_OBJ_HAS_FOPT) != 0 && std::isnan(p.f_opt))
        return "describe says HAS_FOPT, but f_opt is NaN";
    if ((p.caps & THALWEG_OBJ_HAS_XOPT) != 0 && (p.n_xopt == 0 || p.xopt == nullptr))
        return "describe says HAS_XOPT, but gave no xopt";
    if ((p.caps & THALWEG_OBJ_STOCHASTIC) != 0 && p.n_samples == 0)
        return "describe says STOCHASTIC, but n_samples is 0";
    if (p.n_local != 0 && p.xlocal == nullptr)
        return fmt::format("describe says n_local {}, but xlocal is NULL", p.n_local);
    if (p.differentiable > THALWEG_DIFFERENTIABLE_NOT)
        return fmt::format("describe gave differentiable {}, which is none of 0, 1, 2", p.differentiable);
    if (auto fault = find_box_fault(p.lower, p.upper, "bounds", p.dim); !fault.empty())
        return fault;
    if (auto fault = find_box_fault(p.region_lower, p.region_upper, "the region", p.dim); !fault.empty())
        return fault;
    return find_layout_fault(p.layout, p.dim);
}

Problem to_problem(const thalweg_problem &p) {
    Problem problem;
    problem.caps = p.caps;
    problem.dim = p.dim;
    problem.n_samples = p.n_samples;
    problem.lower = copy(p.lower, p.dim);
    problem.upper = copy(p.upper, p.dim);
    problem.region_lower = copy(p.region_lower, p.dim);
    problem.region_upper = copy(p.region_upper, p.dim);
    if ((p.caps & THALWEG_OBJ_HAS_FOPT) != 0)
        problem.f_opt = p.f_opt;
    if ((p.caps & THALWEG_OBJ_HAS_XOPT) != 0)
        problem.minimizers = copy_rows(p.xopt, p.n_xopt, p.dim);
    problem.local_minima = copy_rows(p.xlocal, p.n_local, p.dim);
    problem.start = copy(p.x0, p.dim);
    problem.differentiable = p.differentiable;
    problem.roles = roles_of(p.layout);
    return problem;
}

} // namespace thalweg::library

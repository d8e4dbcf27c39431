// SPDX-License-Identifier: MIT
// Newton's source, in here: what its module's init does to Eigen, which blocks products by cache sizes.
#include "../../plugins/optimizers/newton.cpp"

#include <catch2/catch.hpp>

TEST_CASE("newton: init fixes the cache sizes by which Eigen decides the order of a sum") {
    Eigen::setCpuCacheSizes(1 << 10, 2 << 10, 4 << 10); // those of another machine
    const thalweg_module &module = *thalweg_module_v1();
    REQUIRE(module.init != nullptr);
    CHECK(module.init(nullptr, nullptr) == THALWEG_OK);
    CHECK(Eigen::l1CacheSize() == 32 << 10);
    CHECK(Eigen::l2CacheSize() == 512 << 10);
    CHECK(Eigen::l3CacheSize() == 8 << 20);
}

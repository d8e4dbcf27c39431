// SPDX-License-Identifier: MIT
// Results files that claim to hold what they do not: made by HDF5, so that no checksum of it helps.
#include "damage.hpp"
#include "results/store.hpp"
#include "results/walk.hpp"
#include "samples.hpp"

#include <catch2/catch.hpp>
#include <hdf5.h>

using namespace thalweg;
using namespace thalweg::results;
namespace fs = std::filesystem;
using Catch::Matchers::Contains;

namespace {

/// A good file, opened for another program to write into it.
class Edit {
public:
    explicit Edit(const fs::path &path) : path_(path) {
        auto experiment = samples::small();
        write(path, experiment.head, experiment.runs());
        file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
        REQUIRE(file >= 0);
    }
    /// What a reader says of it.
    std::string refusal() {
        H5Fclose(file);
        try {
            const Reader reader(path_);
            for (std::size_t row = 0; row < reader.runs().size(); ++row)
                reader.record(row);
        } catch (const Errors &errors) {
            CHECK(errors.list.front().exit == Exit::wrong);
            return errors.list.front().why;
        }
        return {};
    }
    void replace(const char *name, hid_t type, std::pair<hsize_t, hsize_t> extent_and_chunk) const {
        H5Ldelete(file, name, H5P_DEFAULT);
        const auto [extent, chunk] = extent_and_chunk;
        const auto space = H5Screate_simple(1, &extent, nullptr);
        const auto creation = H5Pcreate(H5P_DATASET_CREATE);
        if (chunk > 0)
            H5Pset_chunk(creation, 1, &chunk);
        const auto set = H5Dcreate2(file, name, type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
        REQUIRE(set >= 0);
        H5Dclose(set);
        H5Pclose(creation);
        H5Sclose(space);
    }

    hid_t file = -1;

private:
    fs::path path_;
};

} // namespace

TEST_CASE(
    "hostile file: a column of more numbers than the file has bytes is refused before memory is asked for") {
    const samples::Folder folder;
    Edit edit(folder / "x.h5");
    SECTION("in chunks that are not there") {
        edit.replace("/runs/steps", H5T_STD_U64LE, {1ULL << 50, 8192});
    }
    SECTION("in one piece that is not there") { edit.replace("/runs/steps", H5T_STD_U64LE, {1ULL << 50, 0}); }
    SECTION("a width that overflows") { edit.replace("/observations/f", H5T_IEEE_F64LE, {1ULL << 60, 0}); }
    CHECK_THAT(edit.refusal(), Contains("damaged"));
}

TEST_CASE("hostile file: numbers that lie in other files are not fetched") {
    const samples::Folder folder;
    samples::set_content(folder / "secret", std::string(1024, 'x'));
    Edit edit(folder / "x.h5");
    SECTION("as the raw data of a column") {
        H5Ldelete(edit.file, "/observations/f", H5P_DEFAULT);
        const auto creation = H5Pcreate(H5P_DATASET_CREATE);
        H5Pset_external(creation, (folder / "secret").c_str(), 0, 9 * sizeof(double));
        const hsize_t extent = 9;
        const auto space = H5Screate_simple(1, &extent, nullptr);
        H5Dclose(H5Dcreate2(edit.file, "/observations/f", H5T_IEEE_F64LE, space, H5P_DEFAULT, creation,
                            H5P_DEFAULT));
        H5Sclose(space);
        H5Pclose(creation);
    }
    SECTION("behind a link") {
        H5Ldelete(edit.file, "/observations/f", H5P_DEFAULT);
        H5Lcreate_external((folder / "secret").c_str(), "/f", edit.file, "/observations/f", H5P_DEFAULT,
                           H5P_DEFAULT);
    }
    CHECK_THAT(edit.refusal(), Contains("other file") || Contains("another file"));
}

TEST_CASE("hostile file: a column of another type or length, or none, is refused with its name") {
    const samples::Folder folder;
    Edit edit(folder / "x.h5");
    const char *name = GENERATE("/runs/steps", "/observations/f", "/hits/run", "/catalog/objective/name");
    SECTION("missing") { H5Ldelete(edit.file, name, H5P_DEFAULT); }
    SECTION("a group") {
        H5Ldelete(edit.file, name, H5P_DEFAULT);
        H5Gclose(H5Gcreate2(edit.file, name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    }
    SECTION("short integers") { edit.replace(name, H5T_STD_I16LE, {4, 0}); }
    SECTION("of another length") { edit.replace(name, H5T_STD_U64LE, {3, 0}); }
    CHECK_THAT(edit.refusal(), Contains("damaged"));
}

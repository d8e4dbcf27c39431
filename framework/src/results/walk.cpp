// SPDX-License-Identifier: MIT
#include "results/walk.hpp"

#include "results/h5.hpp"
#include "results/schema.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <fmt/format.h>
#include <optional>

namespace thalweg::results {

using h5::check;
using h5::Failure;
using h5::Handle;

namespace {

/// zlib packs at most that much: a chunk that claims more is none.
constexpr std::uint64_t densest_packing = 1040;

/// What is left of the file's size for what its objects say that they hold.
struct Budget {
    std::uint64_t chunks, texts;
};

void spend(std::uint64_t &left, std::uint64_t bytes) {
    if (bytes > left)
        throw Failure("it claims to hold more than its size allows", 0);
    left -= bytes;
}

struct Shape {
    std::vector<hsize_t> extent, chunk; ///< chunk: empty where the dataset is in one piece
    std::uint64_t element = 0;
    bool is_packed = false, is_text = false;

    std::uint64_t rows() const { return extent.empty() ? 1 : extent.front(); }
};

std::uint64_t product(const std::vector<hsize_t> &numbers, std::uint64_t result) {
    for (const hsize_t number : numbers)
        if (__builtin_mul_overflow(result, number, &result))
            throw Failure("it claims to hold more than its size allows", 0);
    return result;
}

/// Room for what an attribute or dataset says that it holds, and the reading of it. Texts are given back.
template <class Read> void read_values(hid_t type, hid_t space, std::uint64_t &left, Read read) {
    const auto points =
        static_cast<std::uint64_t>(check(H5Sget_simple_extent_npoints(space), "read a shape"));
    const std::size_t size = H5Tget_size(type);
    if (points == 0 || size == 0)
        return;
    spend(left, product({points}, size));
    std::vector<std::byte> values(points * size);
    check(read(values.data()), "read an attribute");
    if (H5Tis_variable_str(type) > 0 || H5Tdetect_class(type, H5T_VLEN) > 0)
        check(H5Dvlen_reclaim(type, space, H5P_DEFAULT, values.data()), "free texts");
}

void read_attributes(hid_t object, std::uint64_t size) {
    for (const std::string &name : h5::attributes(object)) {
        const Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose, "open an attribute");
        const Handle type(H5Aget_type(attribute.get()), H5Tclose, "read an attribute");
        const Handle space(H5Aget_space(attribute.get()), H5Sclose, "read an attribute");
        std::uint64_t left = size;
        read_values(type.get(), space.get(), left,
                    [&](void *values) { return H5Aread(attribute.get(), type.get(), values); });
    }
}

Shape shape_of(hid_t dataset) {
    const Handle space(H5Dget_space(dataset), H5Sclose, "read a shape");
    const Handle type(H5Dget_type(dataset), H5Tclose, "read a type");
    const Handle creation(H5Dget_create_plist(dataset), H5Pclose, "read a layout");
    Shape shape;
    const int dimensions = static_cast<int>(check(H5Sget_simple_extent_ndims(space.get()), "read a shape"));
    shape.extent.resize(static_cast<std::size_t>(dimensions));
    check(H5Sget_simple_extent_dims(space.get(), shape.extent.data(), nullptr), "read a shape");
    shape.element = H5Tget_size(type.get());
    shape.is_text = H5Tis_variable_str(type.get()) > 0;
    const H5D_layout_t layout = H5Pget_layout(creation.get());
    if (layout == H5D_VIRTUAL || H5Pget_external_count(creation.get()) > 0)
        throw Failure("it takes its numbers from other files", 0);
    if (layout == H5D_CHUNKED) {
        shape.chunk.resize(shape.extent.size());
        check(H5Pget_chunk(creation.get(), dimensions, shape.chunk.data()), "read the chunks");
        shape.is_packed = H5Pget_nfilters(creation.get()) > 0;
    }
    return shape;
}

/// What a chunk takes in the file. H5Dget_chunk_info_by_coord says more, but goes over all chunks each time.
std::uint64_t stored_bytes(hid_t dataset, const Shape &shape, const std::vector<hsize_t> &offset) {
    hsize_t stored = 0;
    check(H5Dget_chunk_storage_size(dataset, offset.data(), &stored), "find a chunk");
    if (stored == 0)
        throw Failure("a chunk is missing", 0);
    if (shape.is_packed && product(shape.chunk, shape.element) / densest_packing > stored)
        throw Failure("a chunk is too short for its numbers", 0);
    return stored;
}

/// Each chunk is there, in a size from which its numbers can come.
void check_chunks(hid_t dataset, const Shape &shape, Budget &budget) {
    std::vector<hsize_t> offset(shape.chunk.size(), 0);
    std::uint64_t sum = 0;
    for (std::size_t axis = offset.size(); axis > 0;) {
        const std::uint64_t stored = stored_bytes(dataset, shape, offset);
        spend(budget.chunks, stored);
        sum += stored;
        axis = offset.size();
        while (axis > 0 && (offset[axis - 1] += shape.chunk[axis - 1]) >= shape.extent[axis - 1])
            offset[--axis] = 0;
    }
    if (H5Dget_storage_size(dataset) != sum)
        throw Failure("a chunk has another size than it should", 0);
}

void read_rows(hid_t dataset, hid_t type, std::pair<hsize_t, hsize_t> rows, void *values) {
    const Handle space(H5Dget_space(dataset), H5Sclose, "read a shape");
    std::array<hsize_t, H5S_MAX_RANK> first{}, count{};
    const int dimensions = H5Sget_simple_extent_dims(space.get(), count.data(), nullptr);
    first[0] = rows.first;
    count[0] = rows.second;
    check(H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, first.data(), nullptr, count.data(), nullptr),
          "select rows");
    const Handle memory(H5Screate_simple(dimensions, count.data(), nullptr), H5Sclose, "make a dataspace");
    const Handle transfer = h5::text_transfer();
    check(H5Dread(dataset, type, memory.get(), space.get(), transfer.get(), values), "read a dataset");
}

void read_ends(hid_t dataset, const Shape &shape) {
    const Handle type(H5Dget_type(dataset), H5Tclose, "read a type");
    const Handle native(H5Tget_native_type(type.get(), H5T_DIR_DEFAULT), H5Tclose, "read a type");
    std::vector<std::byte> row(
        product({shape.extent.begin() + 1, shape.extent.end()}, H5Tget_size(native.get())));
    for (const hsize_t at : {hsize_t{0}, static_cast<hsize_t>(shape.rows() - 1)})
        read_rows(dataset, native.get(), {at, 1}, row.data());
}

/// All of them: their lengths and places stand in the file as numbers that HDF5 believes.
void read_texts(hid_t dataset, const Shape &shape, Budget &budget) {
    constexpr hsize_t window = 4096;
    if (shape.extent.size() != 1)
        throw Failure("texts are no list", 0);
    const Handle type = h5::text_type();
    std::vector<char *> texts;
    for (hsize_t first = 0; first < shape.rows(); first += window) {
        texts.assign(std::min<hsize_t>(window, shape.rows() - first), nullptr);
        read_rows(dataset, type.get(), {first, texts.size()}, texts.data());
        for (char *text : texts) {
            spend(budget.texts, text != nullptr ? std::strlen(text) : 0);
            H5free_memory(text);
        }
    }
}

/// Opens datasets without a cache of chunks, which would be read whole for one number.
Handle access_without_cache() {
    Handle access(H5Pcreate(H5P_DATASET_ACCESS), H5Pclose, "make a property list");
    check(H5Pset_chunk_cache(access.get(), 0, 0, 0), "switch the chunk cache off");
    return access;
}

struct Visit {
    std::uint64_t size;
    Handle access;
    Budget budget;
    std::string failure; ///< exceptions do not pass through HDF5
};

void visit_dataset(hid_t dataset, Visit &visit) {
    // The dimensions of netCDF have an extent and no values; nobody reads them.
    if (h5::has_attribute(dataset, "CLASS"))
        return;
    const Shape shape = shape_of(dataset);
    if (product(shape.extent, 1) == 0)
        return;
    if (!shape.chunk.empty())
        check_chunks(dataset, shape, visit.budget);
    else
        spend(visit.budget.chunks, product(shape.extent, shape.element));
    if (shape.is_text)
        read_texts(dataset, shape, visit.budget);
    else if (!shape.extent.empty())
        read_ends(dataset, shape);
}

herr_t visit_object(hid_t root, const char *name, const H5O_info_t *about, void *data) {
    auto &visit = *static_cast<Visit *>(data);
    try {
        const bool is_dataset = about->type == H5O_TYPE_DATASET;
        const Handle object(is_dataset ? H5Dopen2(root, name, visit.access.get())
                                       : H5Oopen(root, name, H5P_DEFAULT),
                            H5Oclose, "open an object");
        read_attributes(object.get(), visit.size);
        if (is_dataset)
            visit_dataset(object.get(), visit);
        return 0;
    } catch (const std::exception &failure) {
        visit.failure = fmt::format("{}: {}", name, failure.what());
        return -1;
    }
}

herr_t visit_link(hid_t, const char *name, const H5L_info_t *about, void *data) {
    if (about->type == H5L_TYPE_HARD || about->type == H5L_TYPE_SOFT)
        return 0;
    static_cast<Visit *>(data)->failure = fmt::format("{} lies in another file", name);
    return -1;
}

void walk(hid_t root, const std::filesystem::path &path) {
    const std::uint64_t size = std::filesystem::file_size(path);
    Visit visit{size, access_without_cache(), {size, size}, {}};
    const herr_t links = H5Lvisit(root, H5_INDEX_NAME, H5_ITER_NATIVE, visit_link, &visit);
    const herr_t objects =
        links < 0 ? links
                  : H5Ovisit2(root, H5_INDEX_NAME, H5_ITER_NATIVE, visit_object, &visit, H5O_INFO_BASIC);
    if (!visit.failure.empty())
        throw Failure(visit.failure, 0);
    check(objects, "walk the file");
}

/// The major version of "2.3"; nothing where that is no version.
std::optional<std::uint64_t> major_of(const std::string &version) {
    std::uint64_t major = 0, minor = 0;
    const char *const end = version.data() + version.size();
    const auto point = std::from_chars(version.data(), end, major);
    if (point.ec != std::errc() || point.ptr == end || *point.ptr != '.')
        return std::nullopt;
    const auto last = std::from_chars(point.ptr + 1, end, minor);
    return last.ec == std::errc() && last.ptr == end ? std::optional(major) : std::nullopt;
}

} // namespace

std::string why_unusable(const std::filesystem::path &path) {
    try {
        const Handle file = h5::open_file(path);
        const Handle root(H5Gopen2(file.get(), "/", H5P_DEFAULT), H5Gclose, "open the root");
        if (!h5::has_attribute(root.get(), "format") || h5::read_text(root.get(), "format") != format_name)
            return not_ours;
        const std::string version = h5::read_text(root.get(), "format_version");
        const auto major = major_of(version);
        if (!major)
            return fmt::format("it is damaged: its format_version is \"{}\"", version);
        if (*major > format_major)
            return fmt::format("its format is {}, newer than {}, which this thalweg reads", version,
                               format_version);
        walk(root.get(), path);
        return {};
    } catch (const std::bad_alloc &) {
        return "it is damaged: it claims to hold more than its size allows";
    } catch (const Failure &failure) {
        return h5::why_unread(failure);
    }
}

} // namespace thalweg::results

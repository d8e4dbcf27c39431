// SPDX-License-Identifier: MIT
#include "results/input.hpp"

#include "results/child_check.hpp"
#include "results/packed.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace thalweg::results {

using h5::check;
using h5::Failure;
using h5::Handle;

namespace {

std::optional<Type> stored_type(hid_t type) {
    const std::size_t size = H5Tget_size(type);
    switch (H5Tget_class(type)) {
    case H5T_STRING:
        return H5Tis_variable_str(type) > 0 ? std::optional(Type::text) : std::nullopt;
    case H5T_FLOAT:
        return size == 8 ? std::optional(Type::f64) : size == 4 ? std::optional(Type::f32) : std::nullopt;
    case H5T_INTEGER:
        if (H5Tget_sign(type) != H5T_SGN_NONE)
            return size == 4 ? std::optional(Type::i32) : std::nullopt;
        return size == 8   ? std::optional(Type::u64)
               : size == 4 ? std::optional(Type::u32)
               : size == 1 ? std::optional(Type::u8)
                           : std::nullopt;
    default:
        return std::nullopt;
    }
}

/// Of numbers.
hid_t memory_type(Type type) {
    switch (type) {
    case Type::u8:
        return H5T_NATIVE_UINT8;
    case Type::u32:
        return H5T_NATIVE_UINT32;
    case Type::i32:
        return H5T_NATIVE_INT32;
    case Type::u64:
        return H5T_NATIVE_UINT64;
    case Type::f32:
        return H5T_NATIVE_FLOAT;
    case Type::f64:
        return H5T_NATIVE_DOUBLE;
    case Type::text:
        break;
    }
    return H5I_INVALID_HID;
}

/// Shape and type of a stored column.
struct Stored {
    Type type;
    std::vector<hsize_t> extent;
};

Stored shape_of(hid_t dataset, const std::string &name) {
    const Handle type(H5Dget_type(dataset), H5Tclose, "read a type");
    const Handle space(H5Dget_space(dataset), H5Sclose, "read a shape");
    const auto found = stored_type(type.get());
    const int dimensions = H5Sget_simple_extent_ndims(space.get());
    if (!found || dimensions < 1 || dimensions > 2)
        throw Failure("the column " + name + " has a type or shape that is not of the schema", 0);
    std::vector<hsize_t> extent(static_cast<std::size_t>(dimensions));
    H5Sget_simple_extent_dims(space.get(), extent.data(), nullptr);
    return {*found, extent};
}

bool is_scale(hid_t object) { return h5::has_attribute(object, "CLASS"); }

/// As the schema has it, or as the file says where it is a parameter or a metric.
Description describe(const std::string &path, const std::string &name, hid_t dataset) {
    const Stored stored = shape_of(dataset, path + "/" + name);
    const auto known = columns_of(path);
    const auto found = std::find_if(known.begin(), known.end(),
                                    [&](const Description &about) { return about.name == name; });
    Description about;
    if (found != known.end()) {
        about = *found;
        const bool may_be_single = about.form == Form::matrix && stored.type == Type::f32;
        if (stored.type != about.type && !may_be_single)
            throw Failure("the column " + path + "/" + name + " has another type than the schema says", 0);
        about.type = stored.type;
    } else {
        about = {.name = name,
                 .type = stored.type,
                 .units = h5::read_text(dataset, "units"),
                 .long_name = h5::read_text(dataset, "long_name")};
        about.changes = h5::read_number(dataset, "volatile") != 0 ? Volatile::yes : Volatile::no;
        about.presence = has_run_rows(path) ? Presence::always : Presence::if_filled;
    }
    const bool is_matrix = about.form == Form::matrix;
    if (stored.extent.size() != (is_matrix ? 2U : 1U) || (is_matrix && stored.extent[1] != about.width))
        throw Failure("the column " + path + "/" + name + " has another shape than the schema says", 0);
    return about;
}

nlohmann::json attribute(hid_t root, const char *name) {
    const Handle handle(H5Aopen(root, name, H5P_DEFAULT), H5Aclose, "open an attribute");
    const Handle type(H5Aget_type(handle.get()), H5Tclose, "read an attribute");
    if (H5Tget_class(type.get()) == H5T_STRING)
        return h5::read_text(root, name);
    return h5::read_number(root, name);
}

} // namespace

Error unusable(const std::filesystem::path &file, const std::string &why) {
    return {.what = "the results file cannot be used",
            .where = file.string(),
            .excerpt = {},
            .why = why,
            .fix = "name another file, or execute its experiment again into another",
            .exit = Exit::wrong};
}

Input::Input(std::filesystem::path file, Trust trust) : path_(std::move(file)) {
    if (trust == Trust::foreign)
        check_in_child(path_);
    try {
        load();
    } catch (const Failure &failure) {
        throw Errors(unusable(path_, h5::why_unread(failure)));
    }
}

void Input::refuse(const std::string &why) const { throw Errors(unusable(path_, "it is damaged: " + why)); }

void Input::load() {
    load_attributes();
    load_group(std::string(runs_path));
    if (layout_.find(runs_path) == nullptr)
        layout_.tables.push_back({std::string(runs_path), 0, {}});
    for (const auto path : {objective_parameters_path, optimizer_parameters_path, observations_path,
                            full_path, hits_path, messages_path})
        load_group(std::string(path));
    for (const auto top : {iterates_group, final_group}) {
        if (!h5::has_link(file(), std::string(top).c_str()))
            continue;
        const Handle group(H5Gopen2(file(), std::string(top).c_str(), H5P_DEFAULT), H5Gclose, "open a group");
        for (const auto &name : h5::links(group.get()))
            load_group(std::string(top) + "/" + name);
    }
    sort_tables(layout_);
    load_catalogs();
    check_columns();
}

void Input::load_attributes() {
    const Handle root(H5Gopen2(file(), "/", H5P_DEFAULT), H5Gclose, "open the root");
    for (const std::string &name : h5::attributes(root.get()))
        if (name != "_NCProperties")
            attributes_[name] = attribute(root.get(), name.c_str());
}

/// Adds the layout of the group's table, where there is one.
void Input::load_group(const std::string &path) {
    if (!h5::has_link(file(), path.c_str()))
        return;
    const Handle group(H5Gopen2(file(), path.c_str(), H5P_DEFAULT), H5Gclose, "open a group");
    Table table{path, 0, {}};
    for (const std::string &name : h5::links(group.get())) {
        const Handle object(H5Oopen(group.get(), name.c_str(), H5P_DEFAULT), H5Oclose, "open an object");
        if (H5Iget_type(object.get()) != H5I_DATASET || is_scale(object.get()))
            continue;
        Description about = describe(path, name, object.get());
        const auto rows = shape_of(object.get(), name).extent[0];
        if (!table.columns.empty() && rows != table.rows)
            throw Failure("the columns of " + path + " differ in length", 0);
        table.rows = rows;
        table.columns.push_back({std::move(about), {}, {}});
    }
    sort_columns(table);
    if (!table.columns.empty())
        layout_.tables.push_back(std::move(table));
}

void Input::load_catalogs() {
    for (std::size_t i = 0; i < std::size(catalog_names); ++i) {
        const std::string path = std::string("/catalog/") + catalog_names[i];
        if (!h5::has_link(file(), "/catalog") || !h5::has_link(file(), path.c_str()))
            continue;
        catalogs_[i].rows = shape_of(dataset(path + "/name"), path).extent[0];
        if (shape_of(dataset(path + "/json"), path).extent[0] != catalogs_[i].rows)
            throw Failure("the columns of " + path + " differ in length", 0);
    }
}

/// What every row needs is there.
void Input::check_columns() const {
    const Table &table = *layout_.find(runs_path);
    if (const auto planned = attributes_.find("runs_planned");
        planned == attributes_.end() || !planned->is_number_unsigned() || *planned < table.rows)
        throw Failure("runs_planned is no number of runs that it can have", 0);
    for (const auto &about : columns_of(runs_path))
        if (table.find(about.name) == nullptr)
            throw Failure("the column /runs/" + about.name + " is missing", 0);
    for (const Table &other : layout_.tables) {
        if (has_run_rows(other.path) && other.rows != table.rows)
            throw Failure(other.path + " has another number of rows than /runs", 0);
        const bool has_owners = other.path == full_path || other.path == hits_path ||
                                other.path == messages_path || other.path.starts_with(final_group);
        if (has_owners && other.find("run") == nullptr)
            throw Failure("the column " + other.path + "/run is missing", 0);
    }
}

const CatalogText &Input::catalog(std::size_t which, std::uint64_t row) const {
    constexpr std::uint64_t rows_at_a_time = 1024;
    Catalog &catalog = catalogs_.at(which);
    if (row >= catalog.first && row - catalog.first < catalog.texts.size())
        return catalog.texts[row - catalog.first];
    if (row >= catalog.rows)
        refuse(std::string("/runs/") + catalog_names[which] + " points past its catalog");
    const std::uint64_t first = row / rows_at_a_time * rows_at_a_time;
    const std::uint64_t count = std::min(rows_at_a_time, catalog.rows - first);
    const std::string path = std::string("/catalog/") + catalog_names[which];
    Column name{catalog_name_description(Volatile::no), {}, {}},
        json{catalog_json_description(Volatile::no), {}, {}};
    for (Column *column : {&name, &json}) {
        column->resize(count);
        read({path, {first, count}, 0}, *column);
    }
    catalog.first = first;
    catalog.texts.clear();
    for (std::uint64_t i = 0; i < count; ++i)
        catalog.texts.push_back({std::move(name.texts[i]), std::move(json.texts[i])});
    return catalog.texts[row - first];
}

/// Where each run's rows begin in a table that says with each row to which run it belongs.
std::vector<std::uint64_t> Input::read_starts(const Table &table) const {
    constexpr std::uint64_t rows_at_a_time = std::uint64_t{1} << 16;
    std::vector<std::uint64_t> starts;
    starts.reserve(runs() + 1);
    Column owners{run_description(), {}, {}};
    std::uint64_t last = 0;
    for (std::uint64_t first = 0; first < table.rows; first += rows_at_a_time) {
        const std::uint64_t count = std::min(rows_at_a_time, table.rows - first);
        owners.resize(count);
        read({table.path, {first, count}, 0}, owners);
        const auto rows = owners.as<std::uint64_t>();
        for (std::uint64_t i = 0; i < count; last = rows[i++]) {
            if (rows[i] >= runs() || rows[i] < last)
                refuse("the rows of " + table.path + " do not follow the runs");
            while (starts.size() <= rows[i])
                starts.push_back(first + i);
        }
    }
    starts.resize(runs() + 1, table.rows);
    return starts;
}

Range Input::owned(const std::string &path, std::uint64_t row) const {
    auto found = starts_.find(path);
    if (found == starts_.end())
        found = starts_.emplace(path, read_starts(*layout_.find(path))).first;
    return {found->second.at(row), found->second.at(row + 1) - found->second.at(row)};
}

hid_t Input::file() const {
    if (!file_)
        file_ = h5::open_file(path_);
    return file_.get();
}

hid_t Input::dataset(const std::string &name) const {
    auto &handle = datasets_[name];
    if (!handle)
        handle = Handle(H5Dopen2(file(), name.c_str(), H5P_DEFAULT), H5Dclose, "open a column");
    return handle.get();
}

void Input::release() const {
    datasets_.clear();
    file_ = Handle();
    starts_.clear();
    for (Catalog &catalog : catalogs_)
        catalog = {catalog.rows, 0, {}};
}

void Input::read(const Rows &rows, Column &column) const {
    if (rows.range.count == 0)
        return;
    try {
        read_values(dataset(rows.path + "/" + column.about.name), rows, column);
    } catch (const Failure &failure) {
        throw Errors(unusable(path_, h5::why_unread(failure)));
    }
}

void Input::read_values(hid_t set, const Rows &rows, Column &column) const {
    const bool is_matrix = column.about.form == Form::matrix, is_text = column.about.type == Type::text;
    const hid_t numbers = memory_type(column.about.type);
    if (!is_text && read_packed(set, {numbers, rows.range.first, rows.range.count},
                                std::span(column.bytes).subspan(rows.at * column.about.row_bytes())))
        return;
    const hsize_t first[] = {rows.range.first, 0}, count[] = {rows.range.count, column.about.width};
    const Handle space(H5Dget_space(set), H5Sclose, "read a shape");
    check(H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, first, nullptr, count, nullptr), "select rows");
    const Handle memory(H5Screate_simple(is_matrix ? 2 : 1, count, nullptr), H5Sclose, "make a dataspace");
    if (!is_text) {
        check(H5Dread(set, numbers, memory.get(), space.get(), H5P_DEFAULT,
                      column.bytes.data() + rows.at * column.about.row_bytes()),
              "read a column");
        return;
    }
    const Handle type = h5::text_type();
    const Handle transfer = h5::text_transfer();
    std::vector<char *> texts(rows.range.count, nullptr);
    check(H5Dread(set, type.get(), memory.get(), space.get(), transfer.get(), texts.data()), "read a column");
    for (std::size_t i = 0; i < texts.size(); ++i)
        column.texts[rows.at + i] = texts[i] != nullptr ? texts[i] : "";
    check(H5Dvlen_reclaim(type.get(), memory.get(), transfer.get(), texts.data()), "free texts");
}

} // namespace thalweg::results

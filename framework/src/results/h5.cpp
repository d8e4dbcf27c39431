// SPDX-License-Identifier: MIT
#include "results/h5.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace thalweg::results::h5 {

namespace {

/// Before any other call of HDF5. Its own end goes over files once more whose closing has failed, and
/// crashes; handles close what is open.
[[maybe_unused]] const herr_t without_an_end = H5dont_atexit();

struct Remark {
    std::string text;
    int number = 0;
};

/// HDF5 keeps errno only in the description of its drivers' errors: "..., errno = 28, error message = ...".
herr_t read_remark(unsigned, const H5E_error2_t *entry, void *into) {
    auto &remark = *static_cast<Remark *>(into);
    if (entry->desc == nullptr)
        return 0;
    if (remark.text.empty())
        remark.text = entry->desc;
    if (const char *place = std::strstr(entry->desc, "errno = "); place != nullptr && remark.number == 0)
        remark.number = std::atoi(place + std::strlen("errno = "));
    return 0;
}

herr_t append_name(hid_t, const char *name, const H5L_info_t *, void *into) {
    static_cast<std::vector<std::string> *>(into)->emplace_back(name);
    return 0;
}

herr_t append_attribute(hid_t, const char *name, const H5A_info_t *, void *into) {
    static_cast<std::vector<std::string> *>(into)->emplace_back(name);
    return 0;
}

Handle scalar_space() { return {H5Screate(H5S_SCALAR), H5Sclose, "make a dataspace"}; }

Handle make_attribute(hid_t object, const char *name, hid_t type, hid_t space) {
    return {H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose, "make an attribute"};
}

void write_attribute(const Handle &attribute, hid_t type, const void *value) {
    check(H5Awrite(attribute.get(), type, value), "write an attribute");
}

} // namespace

hid_t check(hid_t result, std::string_view doing) {
    if (result >= 0)
        return result;
    Remark remark;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, read_remark, &remark);
    throw Failure("HDF5 could not " + std::string(doing) + (remark.text.empty() ? "" : ": " + remark.text),
                  remark.number);
}

std::string why_unread(const Failure &failure) {
    switch (failure.error_number) {
    case EACCES:
    case EIO:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case EPERM:
    case ESTALE:
        return std::string("it cannot be read: ") + std::strerror(failure.error_number);
    default:
        return std::string("it is damaged: ") + failure.what();
    }
}

void without_locks(hid_t access) { check(H5Pset_file_locking(access, false, true), "switch file locks off"); }

void silence() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

Handle text_type() {
    Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "make a type");
    check(H5Tset_size(type.get(), H5T_VARIABLE), "make a type");
    check(H5Tset_cset(type.get(), H5T_CSET_UTF8), "make a type");
    return type;
}

Handle text_transfer() {
    Handle transfer(H5Pcreate(H5P_DATASET_XFER), H5Pclose, "make a property list");
    check(H5Pset_buffer(transfer.get(), std::size_t{1} << 14, nullptr, nullptr), "set the buffer");
    return transfer;
}

Handle open_file(const std::filesystem::path &path) {
    silence();
    const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "make a property list");
    without_locks(access.get());
    // Columns are read block by block: a cache of chunks would cost up to a MiB a column and file for
    // nothing.
    check(H5Pset_cache(access.get(), 0, 0, 0, 0), "switch the chunk cache off");
    return {H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.get()), H5Fclose, "open the file"};
}

bool has_link(hid_t place, const char *name) { return H5Lexists(place, name, H5P_DEFAULT) > 0; }
bool has_attribute(hid_t object, const char *name) { return H5Aexists(object, name) > 0; }

std::vector<std::string> links(hid_t group) {
    std::vector<std::string> names;
    check(H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, nullptr, append_name, &names), "list a group");
    return names;
}

std::vector<std::string> attributes(hid_t object) {
    std::vector<std::string> names;
    check(H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, nullptr, append_attribute, &names),
          "list attributes");
    return names;
}

std::string read_text(hid_t object, const char *attribute) {
    Handle handle(H5Aopen(object, attribute, H5P_DEFAULT), H5Aclose, "open an attribute");
    Handle stored(H5Aget_type(handle.get()), H5Tclose, "read an attribute");
    if (H5Tis_variable_str(stored.get()) <= 0)
        throw Failure(std::string("the attribute ") + attribute + " is not text", 0);
    const Handle type = text_type();
    char *text = nullptr;
    check(H5Aread(handle.get(), type.get(), &text), "read an attribute");
    std::string value = text != nullptr ? text : "";
    H5free_memory(text);
    return value;
}

std::uint64_t read_number(hid_t object, const char *attribute) {
    Handle handle(H5Aopen(object, attribute, H5P_DEFAULT), H5Aclose, "open an attribute");
    Handle space(H5Aget_space(handle.get()), H5Sclose, "read an attribute");
    if (H5Sget_simple_extent_npoints(space.get()) != 1)
        throw Failure(std::string("the attribute ") + attribute + " is not one number", 0);
    std::uint64_t value = 0;
    check(H5Aread(handle.get(), H5T_NATIVE_UINT64, &value), "read an attribute");
    return value;
}

AttributeWriter::AttributeWriter()
    : text_(text_type()), scalar_(scalar_space()),
      reference_(H5Tvlen_create(H5T_STD_REF_OBJ), H5Tclose, "make a type") {}

void AttributeWriter::text(hid_t object, const char *name, const std::string &value) const {
    const char *text = value.c_str();
    write_attribute(make_attribute(object, name, text_.get(), scalar_.get()), text_.get(), &text);
}

void AttributeWriter::number(hid_t object, const char *name, std::uint64_t value) const {
    write_attribute(make_attribute(object, name, H5T_STD_U64LE, scalar_.get()), H5T_NATIVE_UINT64, &value);
}

void AttributeWriter::flag(hid_t object, const char *name, std::uint8_t value) const {
    write_attribute(make_attribute(object, name, H5T_STD_U8LE, scalar_.get()), H5T_NATIVE_UINT8, &value);
}

void AttributeWriter::bytes(hid_t object, const char *name, const std::vector<std::uint8_t> &values) const {
    const hsize_t count = values.size();
    const Handle space(H5Screate_simple(1, &count, nullptr), H5Sclose, "make a dataspace");
    write_attribute(make_attribute(object, name, H5T_STD_U8LE, space.get()), H5T_NATIVE_UINT8, values.data());
}

void AttributeWriter::ascii(hid_t object, const char *name, const std::string &value) const {
    const Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "make a type");
    check(H5Tset_size(type.get(), value.size() + 1), "make a type");
    write_attribute(make_attribute(object, name, type.get(), scalar_.get()), type.get(), value.c_str());
}

void AttributeWriter::dimension_list(hid_t dataset, const std::vector<hobj_ref_t> &scales) const {
    const hsize_t count = scales.size();
    const Handle space(H5Screate_simple(1, &count, nullptr), H5Sclose, "make a dataspace");
    auto references = scales;
    std::vector<hvl_t> lists;
    for (auto &reference : references)
        lists.push_back({1, &reference});
    write_attribute(make_attribute(dataset, "DIMENSION_LIST", reference_.get(), space.get()),
                    reference_.get(), lists.data());
}

void AttributeWriter::reference_list(hid_t scale, const std::vector<Use> &uses) const {
    const Handle type(H5Tcreate(H5T_COMPOUND, sizeof(Use)), H5Tclose, "make a type");
    check(H5Tinsert(type.get(), "dataset", HOFFSET(Use, dataset), H5T_STD_REF_OBJ), "make a type");
    check(H5Tinsert(type.get(), "dimension", HOFFSET(Use, dimension), H5T_NATIVE_UINT), "make a type");
    const hsize_t count = uses.size();
    const Handle space(H5Screate_simple(1, &count, nullptr), H5Sclose, "make a dataspace");
    write_attribute(make_attribute(scale, "REFERENCE_LIST", type.get(), space.get()), type.get(),
                    uses.data());
}

} // namespace thalweg::results::h5

/* SPDX-License-Identifier: MIT */
/* The whole plugin ABI, version 1: plain C11, no dependency. */
#ifndef THALWEG_ABI_H
#define THALWEG_ABI_H

#include "abi/base.h"
#include "abi/evaluation.h"
#include "abi/host.h"
#include "abi/layout.h"
#include "abi/module.h"
#include "abi/objective.h"
#include "abi/optimizer.h"
#include "abi/parameter.h"

#endif

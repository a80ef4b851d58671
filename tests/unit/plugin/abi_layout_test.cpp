// SPDX-License-Identifier: MIT
/// The lock of the ABI's layout. Offsets never change. A new field goes to the end of its struct,
/// gets a line here, and changes the size in a later minor version only.
#include <affine/abi/backend.h>
#include <affine/abi/call.h>
#include <affine/abi/cause.h>
#include <affine/abi/chat.h>
#include <affine/abi/entry.h>
#include <affine/abi/environment.h>
#include <affine/abi/host.h>
#include <affine/abi/note.h>
#include <affine/abi/option.h>
#include <affine/abi/reference.h>
#include <affine/abi/sandbox.h>
#include <affine/abi/types.h>

#include <cstddef>

#include "support/catch.h"

static_assert(sizeof(AfStr) == 16);
static_assert(offsetof(AfStr, data) == 0);
static_assert(offsetof(AfStr, size) == 8);

static_assert(sizeof(AfSink) == 24);
static_assert(offsetof(AfSink, size) == 0);
static_assert(offsetof(AfSink, context) == 8);
static_assert(offsetof(AfSink, write) == 16);

static_assert(sizeof(AfCall) == 56);
static_assert(offsetof(AfCall, size) == 0);
static_assert(offsetof(AfCall, context) == 8);
static_assert(offsetof(AfCall, host) == 16);
static_assert(offsetof(AfCall, deadline_ns) == 24);
static_assert(offsetof(AfCall, cancelled) == 32);
static_assert(offsetof(AfCall, fail) == 40);
static_assert(offsetof(AfCall, log) == 48);

static_assert(sizeof(AfPart) == 32);
static_assert(offsetof(AfPart, size) == 0);
static_assert(offsetof(AfPart, kind) == 8);
static_assert(offsetof(AfPart, reserved) == 12);
static_assert(offsetof(AfPart, text) == 16);

static_assert(sizeof(AfMessage) == 32);
static_assert(offsetof(AfMessage, size) == 0);
static_assert(offsetof(AfMessage, role) == 8);
static_assert(offsetof(AfMessage, reserved) == 12);
static_assert(offsetof(AfMessage, parts) == 16);
static_assert(offsetof(AfMessage, part_count) == 24);

static_assert(sizeof(AfReply) == 64);
static_assert(offsetof(AfReply, size) == 0);
static_assert(offsetof(AfReply, text) == 8);
static_assert(offsetof(AfReply, reasoning) == 24);
static_assert(offsetof(AfReply, finish) == 40);
static_assert(offsetof(AfReply, reserved) == 44);
static_assert(offsetof(AfReply, prompt_tokens) == 48);
static_assert(offsetof(AfReply, completion_tokens) == 56);

static_assert(sizeof(AfChoice) == 24);
static_assert(offsetof(AfChoice, size) == 0);
static_assert(offsetof(AfChoice, value) == 8);

static_assert(sizeof(AfOption) == 112);
static_assert(offsetof(AfOption, size) == 0);
static_assert(offsetof(AfOption, name) == 8);
static_assert(offsetof(AfOption, help) == 24);
static_assert(offsetof(AfOption, default_value) == 40);
static_assert(offsetof(AfOption, kind) == 56);
static_assert(offsetof(AfOption, required) == 60);
static_assert(offsetof(AfOption, minimum) == 64);
static_assert(offsetof(AfOption, maximum) == 72);
static_assert(offsetof(AfOption, choices) == 80);
static_assert(offsetof(AfOption, choice_count) == 88);
static_assert(offsetof(AfOption, fields) == 96);
static_assert(offsetof(AfOption, field_count) == 104);

static_assert(sizeof(AfValue) == 80);
static_assert(offsetof(AfValue, size) == 0);
static_assert(offsetof(AfValue, kind) == 8);
static_assert(offsetof(AfValue, boolean) == 12);
static_assert(offsetof(AfValue, integer) == 16);
static_assert(offsetof(AfValue, number) == 24);
static_assert(offsetof(AfValue, text) == 32);
static_assert(offsetof(AfValue, texts) == 48);
static_assert(offsetof(AfValue, text_count) == 56);
static_assert(offsetof(AfValue, members) == 64);
static_assert(offsetof(AfValue, member_count) == 72);

static_assert(sizeof(AfSetting) == 32);
static_assert(offsetof(AfSetting, size) == 0);
static_assert(offsetof(AfSetting, name) == 8);
static_assert(offsetof(AfSetting, value) == 24);

static_assert(sizeof(AfLevel) == 40);
static_assert(offsetof(AfLevel, size) == 0);
static_assert(offsetof(AfLevel, name) == 8);
static_assert(offsetof(AfLevel, summary) == 24);

static_assert(sizeof(AfEnvironmentDescriptor) == 112);
static_assert(offsetof(AfEnvironmentDescriptor, size) == 0);
static_assert(offsetof(AfEnvironmentDescriptor, id) == 8);
static_assert(offsetof(AfEnvironmentDescriptor, name) == 24);
static_assert(offsetof(AfEnvironmentDescriptor, summary) == 40);
static_assert(offsetof(AfEnvironmentDescriptor, license) == 56);
static_assert(offsetof(AfEnvironmentDescriptor, generator_version) == 72);
static_assert(offsetof(AfEnvironmentDescriptor, max_turns) == 76);
static_assert(offsetof(AfEnvironmentDescriptor, levels) == 80);
static_assert(offsetof(AfEnvironmentDescriptor, level_count) == 88);
static_assert(offsetof(AfEnvironmentDescriptor, options) == 96);
static_assert(offsetof(AfEnvironmentDescriptor, option_count) == 104);

static_assert(sizeof(AfTask) == 56);
static_assert(offsetof(AfTask, size) == 0);
static_assert(offsetof(AfTask, public_part) == 8);
static_assert(offsetof(AfTask, private_part) == 24);
static_assert(offsetof(AfTask, family) == 40);

static_assert(sizeof(AfTaskSinks) == 32);
static_assert(offsetof(AfTaskSinks, size) == 0);
static_assert(offsetof(AfTaskSinks, public_part) == 8);
static_assert(offsetof(AfTaskSinks, private_part) == 16);
static_assert(offsetof(AfTaskSinks, family) == 24);

static_assert(sizeof(AfVerdict) == 56);
static_assert(offsetof(AfVerdict, size) == 0);
static_assert(offsetof(AfVerdict, state) == 8);
static_assert(offsetof(AfVerdict, extraction) == 12);
static_assert(offsetof(AfVerdict, cause) == 16);
static_assert(offsetof(AfVerdict, reserved) == 20);
static_assert(offsetof(AfVerdict, score) == 24);
static_assert(offsetof(AfVerdict, evidence) == 32);
static_assert(offsetof(AfVerdict, context) == 40);
static_assert(offsetof(AfVerdict, metric) == 48);

static_assert(sizeof(AfEnvironment) == 80);
static_assert(offsetof(AfEnvironment, size) == 0);
static_assert(offsetof(AfEnvironment, task_make) == 8);
static_assert(offsetof(AfEnvironment, episode_open) == 16);
static_assert(offsetof(AfEnvironment, episode_observe) == 24);
static_assert(offsetof(AfEnvironment, episode_step) == 32);
static_assert(offsetof(AfEnvironment, episode_end) == 40);
static_assert(offsetof(AfEnvironment, episode_verdict) == 48);
static_assert(offsetof(AfEnvironment, episode_close) == 56);
static_assert(offsetof(AfEnvironment, destroy) == 64);
static_assert(offsetof(AfEnvironment, get_extension) == 72);

static_assert(sizeof(AfEnvironmentFactory) == 32);
static_assert(offsetof(AfEnvironmentFactory, size) == 0);
static_assert(offsetof(AfEnvironmentFactory, count) == 8);
static_assert(offsetof(AfEnvironmentFactory, descriptors) == 16);
static_assert(offsetof(AfEnvironmentFactory, create) == 24);

static_assert(sizeof(AfEnvSolve) == 16);
static_assert(offsetof(AfEnvSolve, size) == 0);
static_assert(offsetof(AfEnvSolve, solve) == 8);

static_assert(sizeof(AfEnvBaselines) == 16);
static_assert(offsetof(AfEnvBaselines, size) == 0);
static_assert(offsetof(AfEnvBaselines, baselines) == 8);

static_assert(sizeof(AfEnvMutants) == 16);
static_assert(offsetof(AfEnvMutants, size) == 0);
static_assert(offsetof(AfEnvMutants, mutants) == 8);

static_assert(sizeof(AfEnvCanonical) == 16);
static_assert(offsetof(AfEnvCanonical, size) == 0);
static_assert(offsetof(AfEnvCanonical, canonical) == 8);

static_assert(sizeof(AfBackendDescriptor) == 96);
static_assert(offsetof(AfBackendDescriptor, size) == 0);
static_assert(offsetof(AfBackendDescriptor, id) == 8);
static_assert(offsetof(AfBackendDescriptor, name) == 24);
static_assert(offsetof(AfBackendDescriptor, summary) == 40);
static_assert(offsetof(AfBackendDescriptor, license) == 56);
static_assert(offsetof(AfBackendDescriptor, flags) == 72);
static_assert(offsetof(AfBackendDescriptor, reserved) == 76);
static_assert(offsetof(AfBackendDescriptor, options) == 80);
static_assert(offsetof(AfBackendDescriptor, option_count) == 88);

static_assert(sizeof(AfSimulation) == 64);
static_assert(offsetof(AfSimulation, size) == 0);
static_assert(offsetof(AfSimulation, environment) == 8);
static_assert(offsetof(AfSimulation, seed) == 24);
static_assert(offsetof(AfSimulation, turn) == 32);
static_assert(offsetof(AfSimulation, attempt) == 36);
static_assert(offsetof(AfSimulation, solution) == 40);
static_assert(offsetof(AfSimulation, mutants) == 48);
static_assert(offsetof(AfSimulation, mutant_count) == 56);

static_assert(sizeof(AfChatRequest) == 80);
static_assert(offsetof(AfChatRequest, size) == 0);
static_assert(offsetof(AfChatRequest, model) == 8);
static_assert(offsetof(AfChatRequest, messages) == 24);
static_assert(offsetof(AfChatRequest, message_count) == 32);
static_assert(offsetof(AfChatRequest, max_tokens) == 40);
static_assert(offsetof(AfChatRequest, temperature) == 48);
static_assert(offsetof(AfChatRequest, top_p) == 56);
static_assert(offsetof(AfChatRequest, seed) == 64);
static_assert(offsetof(AfChatRequest, simulation) == 72);

static_assert(sizeof(AfCompletion) == 136);
static_assert(offsetof(AfCompletion, size) == 0);
static_assert(offsetof(AfCompletion, text) == 8);
static_assert(offsetof(AfCompletion, reasoning) == 24);
static_assert(offsetof(AfCompletion, reported_model) == 40);
static_assert(offsetof(AfCompletion, request_id) == 56);
static_assert(offsetof(AfCompletion, finish) == 72);
static_assert(offsetof(AfCompletion, cause) == 76);
static_assert(offsetof(AfCompletion, detail) == 80);
static_assert(offsetof(AfCompletion, retry_after_ms) == 96);
static_assert(offsetof(AfCompletion, prompt_tokens) == 104);
static_assert(offsetof(AfCompletion, completion_tokens) == 112);
static_assert(offsetof(AfCompletion, reasoning_tokens) == 120);
static_assert(offsetof(AfCompletion, delay_ms) == 128);

static_assert(sizeof(AfHttpRequest) == 40);
static_assert(offsetof(AfHttpRequest, size) == 0);
static_assert(offsetof(AfHttpRequest, path) == 8);
static_assert(offsetof(AfHttpRequest, body) == 16);
static_assert(offsetof(AfHttpRequest, context) == 24);
static_assert(offsetof(AfHttpRequest, header) == 32);

static_assert(sizeof(AfHttpResponse) == 56);
static_assert(offsetof(AfHttpResponse, size) == 0);
static_assert(offsetof(AfHttpResponse, status) == 8);
static_assert(offsetof(AfHttpResponse, transport) == 12);
static_assert(offsetof(AfHttpResponse, content_type) == 16);
static_assert(offsetof(AfHttpResponse, transport_detail) == 32);
static_assert(offsetof(AfHttpResponse, retry_after_ms) == 48);

static_assert(sizeof(AfCodec) == 48);
static_assert(offsetof(AfCodec, size) == 0);
static_assert(offsetof(AfCodec, request_encode) == 8);
static_assert(offsetof(AfCodec, response_open) == 16);
static_assert(offsetof(AfCodec, response_feed) == 24);
static_assert(offsetof(AfCodec, response_end) == 32);
static_assert(offsetof(AfCodec, response_close) == 40);

static_assert(sizeof(AfDirect) == 24);
static_assert(offsetof(AfDirect, size) == 0);
static_assert(offsetof(AfDirect, submit) == 8);
static_assert(offsetof(AfDirect, cancel) == 16);

static_assert(sizeof(AfBackendFactory) == 48);
static_assert(offsetof(AfBackendFactory, size) == 0);
static_assert(offsetof(AfBackendFactory, count) == 8);
static_assert(offsetof(AfBackendFactory, descriptors) == 16);
static_assert(offsetof(AfBackendFactory, create) == 24);
static_assert(offsetof(AfBackendFactory, destroy) == 32);
static_assert(offsetof(AfBackendFactory, get_profile) == 40);

static_assert(sizeof(AfHost) == 16);
static_assert(offsetof(AfHost, size) == 0);
static_assert(offsetof(AfHost, get_service) == 8);

static_assert(sizeof(AfRandom) == 16);
static_assert(offsetof(AfRandom, size) == 0);
static_assert(offsetof(AfRandom, words) == 8);

static_assert(sizeof(AfClock) == 16);
static_assert(offsetof(AfClock, size) == 0);
static_assert(offsetof(AfClock, monotonic_ns) == 8);

static_assert(sizeof(AfText) == 32);
static_assert(offsetof(AfText, size) == 0);
static_assert(offsetof(AfText, strip_reasoning) == 8);
static_assert(offsetof(AfText, last_block) == 16);
static_assert(offsetof(AfText, last_fence) == 24);

static_assert(sizeof(AfProgram) == 40);
static_assert(offsetof(AfProgram, size) == 0);
static_assert(offsetof(AfProgram, language) == 8);
static_assert(offsetof(AfProgram, source) == 24);

static_assert(sizeof(AfRunInput) == 24);
static_assert(offsetof(AfRunInput, size) == 0);
static_assert(offsetof(AfRunInput, standard_input) == 8);

static_assert(sizeof(AfRunLimits) == 32);
static_assert(offsetof(AfRunLimits, size) == 0);
static_assert(offsetof(AfRunLimits, cpu_ms) == 8);
static_assert(offsetof(AfRunLimits, memory_bytes) == 16);
static_assert(offsetof(AfRunLimits, output_bytes) == 24);

static_assert(sizeof(AfRunResult) == 80);
static_assert(offsetof(AfRunResult, size) == 0);
static_assert(offsetof(AfRunResult, verdict) == 8);
static_assert(offsetof(AfRunResult, exit_status) == 12);
static_assert(offsetof(AfRunResult, output) == 16);
static_assert(offsetof(AfRunResult, errors) == 32);
static_assert(offsetof(AfRunResult, detail) == 48);
static_assert(offsetof(AfRunResult, cpu_us) == 64);
static_assert(offsetof(AfRunResult, peak_bytes) == 72);

static_assert(sizeof(AfSandbox) == 16);
static_assert(offsetof(AfSandbox, size) == 0);
static_assert(offsetof(AfSandbox, run) == 8);

static_assert(sizeof(AfNote) == 120);
static_assert(offsetof(AfNote, magic) == 0);
static_assert(offsetof(AfNote, note_version) == 8);
static_assert(offsetof(AfNote, byte_order) == 12);
static_assert(offsetof(AfNote, pointer_bytes) == 16);
static_assert(offsetof(AfNote, align_u64) == 20);
static_assert(offsetof(AfNote, call_bytes) == 24);
static_assert(offsetof(AfNote, abi_major) == 28);
static_assert(offsetof(AfNote, abi_minor) == 32);
static_assert(offsetof(AfNote, kind) == 36);
static_assert(offsetof(AfNote, id) == 40);
static_assert(offsetof(AfNote, sdk_version) == 104);

static_assert(sizeof(AfEntry) == 32);
static_assert(offsetof(AfEntry, size) == 0);
static_assert(offsetof(AfEntry, abi_major) == 8);
static_assert(offsetof(AfEntry, abi_minor) == 12);
static_assert(offsetof(AfEntry, init) == 16);
static_assert(offsetof(AfEntry, get_factory) == 24);

TEST_CASE("sizes and offsets of the ABI are locked") { SUCCEED("static_assert"); }

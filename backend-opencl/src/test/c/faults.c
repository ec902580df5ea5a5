/*
 * OpenCL for tests: every function of the real library, which does as the real one does until it is told otherwise. Then the n-th call of a
 * chosen function gives a chosen code instead, or ends the process, or does not return. It also counts what is open.
 *
 *   COUNTERFLOW_REAL_OPENCL  the real library
 *   COUNTERFLOW_FAULT        what counterflow_fault is told at the start, as in clFinish:2:-5, clGetPlatformIDs:1:abort or clGetPlatformIDs:1:hang
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *library;
static char function[64];
static char fault[16];
static int left;
static int open_objects;

/* Chooses a fault, or none where the text is empty. */
void counterflow_fault(const char *text) {
  function[0] = 0;
  left = 0;
  if (text && *text) sscanf(text, "%63[^:]:%d:%15s", function, &left, fault);
}

/* Contexts, queues, memories, programs and kernels that were made and not released. */
int counterflow_open(void) { return __atomic_load_n(&open_objects, __ATOMIC_SEQ_CST); }

__attribute__((constructor)) static void start(void) {
  library = dlopen(getenv("COUNTERFLOW_REAL_OPENCL"), RTLD_NOW | RTLD_LOCAL);
  if (!library) fprintf(stderr, "%s\n", dlerror());
  counterflow_fault(getenv("COUNTERFLOW_FAULT"));
}

/* The code to give instead, or 0. */
static int chosen(const char *name) {
  if (strcmp(name, function) != 0 || __atomic_sub_fetch(&left, 1, __ATOMIC_SEQ_CST) != 0) return 0;
  if (strcmp(fault, "abort") == 0) abort();
  while (strcmp(fault, "hang") == 0) pause();
  return atoi(fault);
}

/* Every argument is a number or an address: ten words are passed on, however many there are. */
#define WORDS long a, long b, long c, long d, long e, long f, long g, long h, long i, long j
#define PASSED a, b, c, d, e, f, g, h, i, j

static long forward(const char *name, WORDS) {
  long (*real)(WORDS) = (long (*)(WORDS)) dlsym(library, name);
  if (!real) abort();
  return real(PASSED);
}

/* Gives a code. */
#define CALL(name) \
  long name(WORDS) { \
    int code = chosen(#name); \
    return code ? code : forward(#name, PASSED); \
  }

/* Gives something new, and a code at an address. */
#define MAKE(name, code_at, counted) \
  long name(WORDS) { \
    int code = chosen(#name); \
    if (code) { \
      if (code_at) *(int *) code_at = code; \
      return 0; \
    } \
    long made = forward(#name, PASSED); \
    if (made && counted) __atomic_add_fetch(&open_objects, 1, __ATOMIC_SEQ_CST); \
    return made; \
  }

/* Gives something back. */
#define RELEASE(name) \
  long name(WORDS) { \
    __atomic_sub_fetch(&open_objects, 1, __ATOMIC_SEQ_CST); \
    return forward(#name, PASSED); \
  }

CALL(clGetPlatformIDs)
CALL(clGetPlatformInfo)
CALL(clGetDeviceIDs)
CALL(clGetDeviceInfo)
CALL(clBuildProgram)
CALL(clGetProgramInfo)
CALL(clGetProgramBuildInfo)
CALL(clSetKernelArg)
CALL(clEnqueueNDRangeKernel)
CALL(clEnqueueFillBuffer)
CALL(clEnqueueReadBuffer)
CALL(clEnqueueWriteBuffer)
CALL(clEnqueueUnmapMemObject)
CALL(clFlush)
CALL(clFinish)
CALL(clWaitForEvents)
CALL(clReleaseEvent)
MAKE(clCreateContext, f, 1)
MAKE(clCreateCommandQueue, d, 1)
MAKE(clCreateBuffer, e, 1)
MAKE(clCreateProgramWithSource, e, 1)
MAKE(clCreateProgramWithBinary, g, 1)
MAKE(clCreateKernel, c, 1)
MAKE(clEnqueueMapBuffer, j, 0)
RELEASE(clReleaseContext)
RELEASE(clReleaseCommandQueue)
RELEASE(clReleaseMemObject)
RELEASE(clReleaseProgram)
RELEASE(clReleaseKernel)

#ifndef AUTOTRADER_CCURL_SHIM_H
#define AUTOTRADER_CCURL_SHIM_H
#include <curl/curl.h>

// libcurl's option functions are variadic, which Swift cannot call: one typed function per argument kind.
typedef size_t (*autotrader_curl_write)(char *, size_t, size_t, void *);

static inline CURLcode autotrader_curl_set_long(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode autotrader_curl_set_pointer(CURL *handle, CURLoption option, const void *value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode autotrader_curl_set_write(CURL *handle, CURLoption option, autotrader_curl_write function) {
  return curl_easy_setopt(handle, option, function);
}
static inline CURLcode autotrader_curl_get_long(CURL *handle, CURLINFO info, long *value) {
  return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode autotrader_curl_get_double(CURL *handle, CURLINFO info, double *value) {
  return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode autotrader_curl_get_pointer(CURL *handle, CURLINFO info, void **value) {
  return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode autotrader_curl_get_socket(CURL *handle, CURLINFO info, curl_socket_t *value) {
  return curl_easy_getinfo(handle, info, value);
}
#endif

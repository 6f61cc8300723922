/*
 * local/device_publish: the data plane's Publish over HTTP, for one topic:
 * $aws/things/THING/defender/metrics/json.
 *
 * POST /topics/TOPIC stands in for the MQTT topics of Device Defender, so that
 * `aws iot-data publish` and every SDK can report for a device. The message that the accepted
 * or rejected topic would carry is the answer's body; a rejected report is answered with 400 as
 * well, so that nobody overlooks it. Other topics are refused: nothing here takes messages.
 * Source: AWS IoT Core data plane API, Publish; signing name iotdata.
 */
#pragma once

#include "client/local/service.h"

/* Is this request for the data plane? */
bool device_publish_speaks(const struct httpd_request *r) NONNULL;
/* Answers a request whose signature is right. false: the refusal is left to the service. */
bool device_publish_answer(struct local_service *s, const struct httpd_request *r,
                           struct httpd_answer *a, struct err *err) NONNULL MUST_USE;

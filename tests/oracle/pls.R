# Golden values of a PLS path model, worked out in plain R from respondents' scores (never from a covariance matrix).
# Run in this folder: Rscript pls.R > pls.csv      It also draws the answers that it is fitted to: pls_answers.csv.
set.seed(24)
blocks <- list(image = 5, expected = 3, quality = 7, value = 2, satisfied = 3, complaints = 1, loyal = 3)
paths <- list(c("image", "expected"), c("expected", "quality"), c("expected", "value"), c("quality", "value"),
              c("image", "satisfied"), c("expected", "satisfied"), c("quality", "satisfied"), c("value", "satisfied"),
              c("satisfied", "complaints"), c("image", "loyal"), c("satisfied", "loyal"), c("complaints", "loyal"))
n <- 250
common <- rnorm(n)
latent <- sapply(names(blocks), function(b) 0.7 * common + 0.7 * rnorm(n))
answers <- do.call(cbind, lapply(names(blocks), function(b) sapply(seq_len(blocks[[b]]), function(i)
  pmin(10, pmax(1, round(7 + 1.8 * latent[, b] + (1 + i / 4) * rnorm(n)))))))
colnames(answers) <- unlist(lapply(names(blocks), function(b) paste0(b, seq_len(blocks[[b]]))))
write.csv(answers, "pls_answers.csv", row.names = FALSE, quote = FALSE)

block_of <- rep(names(blocks), unlist(blocks))
z <- scale(answers)
into <- function(b) unlist(lapply(paths, function(p) if (p[2] == b) p[1]))
from <- function(b) unlist(lapply(paths, function(p) if (p[1] == b) p[2]))
scores <- function(w) sapply(names(blocks), function(b) as.vector(scale(z[, block_of == b, drop = FALSE] %*% w[block_of == b])))
inner <- function(y, b, scheme) {
  near <- c(into(b), from(b))
  if (scheme == "centroid") return(rowSums(sapply(near, function(k) sign(cor(y[, b], y[, k])) * y[, k])))
  if (scheme == "factorial") return(rowSums(sapply(near, function(k) cor(y[, b], y[, k]) * y[, k])))
  causes <- if (length(into(b))) fitted(lm(y[, b] ~ y[, into(b)])) else 0
  causes + if (length(from(b))) rowSums(sapply(from(b), function(k) cor(y[, b], y[, k]) * y[, k])) else 0
}
cat("name,value\n")
show <- function(value, ...) cat(sprintf("%s,%.12g\n", paste(...), value))
for (scheme in c("path", "factorial", "centroid")) {
  w <- rep(1, ncol(z))
  for (i in 1:500) {
    y <- scores(w)
    w <- unlist(lapply(names(blocks), function(b) as.vector(cor(z[, block_of == b, drop = FALSE], inner(y, b, scheme)))))
  }
  y <- scores(w)
  outer <- unlist(lapply(names(blocks), function(b) coef(lm(y[, b] ~ z[, block_of == b] - 1))))
  for (j in seq_along(outer)) {
    item <- colnames(answers)[j]
    show(outer[j], scheme, "weight", item)
    show(cor(answers[, j], y[, block_of[j]]), scheme, "loading", item)
  }
  index <- sapply(names(blocks), function(b) {
    part <- outer[block_of == b] / apply(answers[, block_of == b, drop = FALSE], 2, sd)
    as.vector((answers[, block_of == b, drop = FALSE] - 1) %*% (part / sum(part))) / 9 * 100
  })
  for (b in names(blocks)) {
    show(mean(index[, b]), scheme, "index", b)
    if (is.null(into(b))) next
    fit <- lm(y[, b] ~ y[, into(b)])
    for (k in seq_along(into(b))) show(coef(fit)[k + 1], scheme, "path", into(b)[k], b)
    show(summary(fit)$r.squared, scheme, "r2", b)
  }
  # The whole effect of the image on loyalty, along each of the ways there, in points of the indices.
  slope <- function(b) { s <- coef(lm(index[, b] ~ index[, into(b)]))[-1]; names(s) <- into(b); s }
  whole <- function(a, b) if (a == b) 1 else sum(sapply(into(b), function(k) slope(b)[k] * if (is.null(into(k)) && k != a) 0 else whole(a, k)))
  show(whole("image", "loyal"), scheme, "effect image loyal")
}
